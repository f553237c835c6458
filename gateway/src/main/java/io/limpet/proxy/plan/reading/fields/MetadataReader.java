package io.limpet.proxy.plan.reading.fields;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.limpet.jwt.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/// What resources carry besides their own fields (core/v3/base.proto, Metadata), as values of JSON.
public final class MetadataReader {
  private MetadataReader() {}

  /// What is there for one filter.
  public static Json.Fields of(Metadata metadata, String filter) {
    return fields(metadata.getFilterMetadataOrDefault(filter, Struct.getDefaultInstance()));
  }

  public static Json.Fields fields(Struct struct) {
    if (struct.getFieldsCount() == 0) {
      return Json.Fields.NONE;
    }
    Map<String, Json> fields = new LinkedHashMap<>();
    struct.getFieldsMap().forEach((name, value) -> fields.put(HeadText.bytes(name), json(value)));
    return new Json.Fields(fields);
  }

  private static Json json(Value value) {
    return switch (value.getKindCase()) {
      case STRING_VALUE -> new Json.Text(HeadText.bytes(value.getStringValue()));
      case NUMBER_VALUE -> new Json.Numeral(value.getNumberValue());
      case BOOL_VALUE -> new Json.Truth(value.getBoolValue());
      case STRUCT_VALUE -> fields(value.getStructValue());
      case LIST_VALUE ->
          new Json.Items(
              value.getListValue().getValuesList().stream().map(MetadataReader::json).toList());
      case NULL_VALUE, KIND_NOT_SET -> new Json.Null();
    };
  }
}
