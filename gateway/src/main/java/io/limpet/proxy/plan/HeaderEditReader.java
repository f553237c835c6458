package io.limpet.proxy.plan;

import com.google.protobuf.Message;
import com.google.protobuf.ProtocolStringList;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.limpet.proxy.plan.Route.Append;
import io.limpet.proxy.plan.Route.HeaderEdit;
import io.limpet.proxy.plan.Route.HeaderEdits;
import io.limpet.proxy.plan.Route.HeaderValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The header changes that a route, a virtual host, a route configuration and a weighted cluster
/// can each ask for, in fields of the same names.
final class HeaderEditReader {
  private HeaderEditReader() {}

  /// One level's changes.
  record Level(HeaderEdit request, HeaderEdit response) {}

  static Level read(Message message, Place place) {
    return new Level(edit(message, "request", place), edit(message, "response", place));
  }

  /// All changes in the order in which Envoy makes them: from the most specific level to the least,
  /// so that the least has the last word, unless the configuration turns that round.
  static HeaderEdits join(List<Level> fromSpecific, boolean specificWins) {
    List<Level> levels = specificWins ? fromSpecific.reversed() : fromSpecific;
    return new HeaderEdits(
        levels.stream().map(Level::request).filter(HeaderEditReader::isSome).toList(),
        levels.stream().map(Level::response).filter(HeaderEditReader::isSome).toList());
  }

  private static boolean isSome(HeaderEdit edit) {
    return !edit.add().isEmpty() || !edit.remove().isEmpty();
  }

  private static HeaderEdit edit(Message message, String direction, Place place) {
    String toAdd = direction + "_headers_to_add";
    List<HeaderValue> add = new ArrayList<>();
    List<?> options = (List<?>) field(message, toAdd);
    for (int i = 0; i < options.size(); i++) {
      add(add, (HeaderValueOption) options.get(i), place.at(toAdd, i));
    }
    ProtocolStringList remove =
        (ProtocolStringList) field(message, direction + "_headers_to_remove");
    return new HeaderEdit(remove.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList(), add);
  }

  private static Object field(Message message, String name) {
    return message.getField(message.getDescriptorForType().findFieldByName(name));
  }

  private static void add(List<HeaderValue> values, HeaderValueOption option, Place place) {
    String name = option.getHeader().getKey().toLowerCase(Locale.ROOT);
    if (name.startsWith(":") || name.equals("host")) {
      throw place.refused("\"" + name + "\" may not be changed; use host_rewrite or path rewrites");
    }
    String value =
        option.getHeader().getRawValue().isEmpty()
            ? option.getHeader().getValue()
            : option.getHeader().getRawValue().toStringUtf8();
    String plain = value.replace("%%", "");
    if (plain.indexOf('%') >= 0) {
      place.ignored("substitutions such as " + value + " are not carried out; nothing is added");
    } else if (!value.isEmpty() || option.getKeepEmptyValue()) {
      values.add(new HeaderValue(name, value.replace("%%", "%"), append(option)));
    }
  }

  /// `append` is the older field, and counts where it is set.
  @SuppressWarnings("deprecation") // still sent by control planes
  private static Append append(HeaderValueOption option) {
    if (option.hasAppend()) {
      return option.getAppend().getValue() ? Append.APPEND_OR_ADD : Append.OVERWRITE_OR_ADD;
    }
    return switch (option.getAppendAction()) {
      case APPEND_IF_EXISTS_OR_ADD, UNRECOGNIZED -> Append.APPEND_OR_ADD;
      case ADD_IF_ABSENT -> Append.ADD_IF_ABSENT;
      case OVERWRITE_IF_EXISTS_OR_ADD -> Append.OVERWRITE_OR_ADD;
      case OVERWRITE_IF_EXISTS -> Append.OVERWRITE_IF_EXISTS;
    };
  }
}
