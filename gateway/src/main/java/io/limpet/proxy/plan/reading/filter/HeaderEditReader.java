package io.limpet.proxy.plan.reading.filter;

import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption.HeaderAppendAction;
import io.limpet.proxy.plan.filter.HeaderEdits;
import io.limpet.proxy.plan.filter.HeaderEdits.Append;
import io.limpet.proxy.plan.filter.HeaderEdits.HeaderEdit;
import io.limpet.proxy.plan.filter.HeaderEdits.HeaderValue;
import io.limpet.proxy.plan.format.FormatString;
import io.limpet.proxy.plan.reading.fields.HeadText;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.reading.format.FormatReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The header changes that a route, a virtual host, a route configuration and a weighted cluster
/// can each ask for, in fields of the same names.
public final class HeaderEditReader {
  private static final Set<String> KNOWN =
      Set.of("header", "append", "append_action", "keep_empty_value");

  /// Headers that only the proxy itself may write: another value would let two servers see two
  /// different messages. Envoy drops most of them again.
  private static final Set<String> OF_FRAMING = Set.of("content-length", "transfer-encoding");

  private static final Set<String> OF_CONNECTION =
      Set.of("connection", "keep-alive", "proxy-connection", "upgrade");

  /// Envoy's bounds (route_components.proto, base.proto).
  private static final int MOST = 1000;

  private static final int LONGEST = 16384;

  private HeaderEditReader() {}

  /// One level's changes.
  public record Level(HeaderEdit request, HeaderEdit response) {}

  public static Level read(Message message, Place place) {
    return new Level(edit(message, "request", place), edit(message, "response", place));
  }

  /// All changes in the order in which Envoy makes them: from the most specific level to the least,
  /// so that the least has the last word, unless the configuration turns that round. A weighted
  /// cluster's come first, whatever it says (Envoy: weighted_cluster_specifier.cc).
  public static HeaderEdits join(
      List<Level> fromSpecific, @Nullable Level ofWeighted, boolean specificWins) {
    List<Level> levels = new ArrayList<>(specificWins ? fromSpecific.reversed() : fromSpecific);
    if (ofWeighted != null) {
      levels.addFirst(ofWeighted);
    }
    return new HeaderEdits(
        levels.stream().map(Level::request).filter(HeaderEditReader::isSome).toList(),
        levels.stream().map(Level::response).filter(HeaderEditReader::isSome).toList());
  }

  private static boolean isSome(HeaderEdit edit) {
    return !edit.add().isEmpty() || !edit.remove().isEmpty();
  }

  private static HeaderEdit edit(Message message, String direction, Place place) {
    String toAdd = direction + "_headers_to_add";
    String toRemove = direction + "_headers_to_remove";
    List<?> options = (List<?>) field(message, toAdd);
    List<?> names = (List<?>) field(message, toRemove);
    return new HeaderEdit(removed(names, place, toRemove), added(options, place, toAdd));
  }

  private static Object field(Message message, String name) {
    return message.getField(message.getDescriptorForType().findFieldByName(name));
  }

  /// A name that HTTP does not allow stands in no head, so there is nothing to remove.
  public static List<String> removed(List<?> names, Place place, String field) {
    List<String> removed = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      String name = String.valueOf(names.get(i)).toLowerCase(Locale.ROOT);
      if (name.isEmpty() || isFixed(name)) {
        throw place
            .at(field, i)
            .refused("\"" + name + "\" may not be removed; only headers other than host may be");
      }
      if (OF_FRAMING.contains(name)) {
        place.at(field, i).ignored(name + " says where a message ends, and stays");
      } else if (HeadText.isHeaderName(name)) {
        removed.add(name);
      }
    }
    return removed;
  }

  /// Headers to add, of `HeaderValueOption`s.
  public static List<HeaderValue> added(List<?> options, Place place, String field) {
    if (options.size() > MOST) {
      throw place.at(field).refused("may have " + MOST + " headers, and has " + options.size());
    }
    List<HeaderValue> added = new ArrayList<>();
    for (int i = 0; i < options.size(); i++) {
      HeaderValue value = value((HeaderValueOption) options.get(i), place.at(field, i));
      if (OF_CONNECTION.contains(value.name()) || OF_FRAMING.contains(value.name())) {
        place
            .at(field, i)
            .ignored(value.name() + " is the connection's own header; nothing is added");
      } else if (value.keepEmpty() || !value.value().parts().isEmpty()) {
        added.add(value);
      }
    }
    return added;
  }

  /// One header to add.
  static HeaderValue value(HeaderValueOption option, Place place) {
    place.onlyKnows(option, KNOWN);
    String name = option.getHeader().getKey().toLowerCase(Locale.ROOT);
    if (isFixed(name)) {
      throw place.refused("\"" + name + "\" may not be changed; use host_rewrite or path rewrites");
    }
    if (!HeadText.isHeaderName(name)) {
      throw place.at("header.key").refused("\"" + name + "\" is no name that HTTP allows");
    }
    String value = option.getHeader().getValue(); // Envoy does not look at raw_value here
    if (value.chars().anyMatch(c -> c == 0 || c == '\n' || c == '\r') || value.length() > LONGEST) {
      throw place
          .at("header.value")
          .refused("must be one line of at most " + LONGEST + " characters");
    }
    FormatString format = FormatReader.read(value, place.at("header.value"));
    if (format.asksForTimes()) {
      place.at("header.value").ignored("durations are told to logs only, and not to headers");
    }
    return new HeaderValue(name, format, option.getKeepEmptyValue(), append(option, place));
  }

  private static boolean isFixed(String name) {
    return name.startsWith(":") || name.equals("host");
  }

  /// `append` is the older field, and stands for itself only.
  @SuppressWarnings("deprecation") // still sent by control planes
  private static Append append(HeaderValueOption option, Place place) {
    HeaderAppendAction action = option.getAppendAction();
    if (option.hasAppend()) {
      if (action != HeaderAppendAction.APPEND_IF_EXISTS_OR_ADD) {
        throw place.refused("has append and append_action; remove append");
      }
      return option.getAppend().getValue() ? Append.APPEND_OR_ADD : Append.OVERWRITE_OR_ADD;
    }
    return switch (action) {
      case APPEND_IF_EXISTS_OR_ADD -> Append.APPEND_OR_ADD;
      case ADD_IF_ABSENT -> Append.ADD_IF_ABSENT;
      case OVERWRITE_IF_EXISTS_OR_ADD -> Append.OVERWRITE_OR_ADD;
      case OVERWRITE_IF_EXISTS -> Append.OVERWRITE_IF_EXISTS;
      case UNRECOGNIZED -> throw place.at("append_action").refused("is no action of Envoy's");
    };
  }
}
