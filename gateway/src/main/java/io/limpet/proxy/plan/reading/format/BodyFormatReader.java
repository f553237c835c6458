package io.limpet.proxy.plan.reading.format;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.SubstitutionFormatString;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.limpet.proxy.plan.format.BodyFormat;
import io.limpet.proxy.plan.format.FormatString;
import io.limpet.proxy.plan.format.JsonFormat;
import io.limpet.proxy.plan.format.JsonFormat.Field;
import io.limpet.proxy.plan.format.JsonFormat.Node;
import io.limpet.proxy.plan.format.JsonText;
import io.limpet.proxy.plan.reading.fields.DataSources;
import io.limpet.proxy.plan.reading.fields.HeadText;
import io.limpet.proxy.plan.reading.fields.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Formats of lines and bodies (substitution_format_string.proto).
public final class BodyFormatReader {
  /// `json_format_options` can only ask for what is done anyway: fields are sorted by their names.
  private static final Set<String> KNOWN =
      Set.of(
          "text_format",
          "text_format_source",
          "json_format",
          "omit_empty_values",
          "content_type",
          "formatters",
          "json_format_options");

  private static final String WITHOUT_QUERY =
      "envoy.extensions.formatter.req_without_query.v3.ReqWithoutQuery";

  /// Commands that Envoy 1.40 has without any extension.
  private static final Set<String> BUILT_IN =
      Set.of(
          "envoy.extensions.formatter.metadata.v3.Metadata",
          "envoy.extensions.formatter.cel.v3.Cel");

  private final Place place;
  private final boolean withoutQuery;

  private BodyFormatReader(Place place, boolean withoutQuery) {
    this.place = place;
    this.withoutQuery = withoutQuery;
  }

  @SuppressWarnings("deprecation") // `text_format` is the older place of the text
  public static BodyFormat read(SubstitutionFormatString message, Place place) {
    place.onlyKnows(message, KNOWN);
    BodyFormatReader reader = new BodyFormatReader(place, hasWithoutQuery(message, place));
    String type = message.getContentType();
    BodyFormat.Content content =
        switch (message.getFormatCase()) {
          case TEXT_FORMAT ->
              reader.text(HeadText.bytes(message.getTextFormat()), place.at("text_format"));
          case TEXT_FORMAT_SOURCE -> {
            Place at = place.at("text_format_source");
            yield reader.text(DataSources.read(message.getTextFormatSource(), at), at);
          }
          case JSON_FORMAT -> reader.json(message.getJsonFormat());
          case FORMAT_NOT_SET ->
              throw place.refused("has no format; give it text_format_source or json_format");
        };
    String usual = content instanceof JsonFormat ? "application/json" : "text/plain";
    return new BodyFormat(content, type.isEmpty() ? usual : type, message.getOmitEmptyValues());
  }

  private static boolean hasWithoutQuery(SubstitutionFormatString message, Place place) {
    boolean found = false;
    for (int i = 0; i < message.getFormattersCount(); i++) {
      TypedExtensionConfig formatter = message.getFormatters(i);
      String url = formatter.getTypedConfig().getTypeUrl();
      String type = url.substring(url.lastIndexOf('/') + 1);
      if (type.equals(WITHOUT_QUERY)) {
        found = true;
      } else if (!BUILT_IN.contains(type)) {
        place.at("formatters", i).ignored("the formatter " + type + " is not carried out");
      }
    }
    return found;
  }

  private FormatString text(String bytes, Place at) {
    return FormatReader.readBytes(bytes, withoutQuery, at);
  }

  JsonFormat json(Struct struct) {
    return new JsonFormat(fields(struct, place.at("json_format")));
  }

  /// The fields of an older message that has no formatters.
  static JsonFormat json(Struct struct, Place at) {
    return new JsonFormat(new BodyFormatReader(at, false).fields(struct, at));
  }

  private Node fields(Struct struct, Place at) {
    Map<String, Value> sorted = new TreeMap<>();
    struct.getFieldsMap().forEach((key, value) -> sorted.put(HeadText.bytes(key), value));
    List<Field> fields = new ArrayList<>();
    sorted.forEach(
        (key, value) -> {
          StringBuilder quoted = new StringBuilder();
          JsonText.append(key, quoted);
          fields.add(new Field(quoted.toString(), node(value, at.at(key))));
        });
    return new JsonFormat.Fields(fields);
  }

  private Node node(Value value, Place at) {
    return switch (value.getKindCase()) {
      case STRING_VALUE -> new JsonFormat.Text(text(HeadText.bytes(value.getStringValue()), at));
      case NUMBER_VALUE -> new JsonFormat.Known(JsonText.number(value.getNumberValue()));
      case BOOL_VALUE -> new JsonFormat.Known(Boolean.toString(value.getBoolValue()));
      case STRUCT_VALUE -> fields(value.getStructValue(), at);
      case LIST_VALUE -> items(value.getListValue(), at);
      case NULL_VALUE, KIND_NOT_SET -> new JsonFormat.Null();
    };
  }

  private Node items(ListValue list, Place at) {
    List<Node> items = new ArrayList<>();
    for (Value value : list.getValuesList()) {
      items.add(node(value, at));
    }
    return new JsonFormat.Items(items);
  }
}
