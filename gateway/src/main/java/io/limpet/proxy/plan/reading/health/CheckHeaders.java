package io.limpet.proxy.plan.reading.health;

import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.limpet.proxy.plan.HealthCheckPlan.Header;
import io.limpet.proxy.plan.reading.fields.HeadText;
import io.limpet.proxy.plan.reading.fields.Place;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What is added to the headers of a health check's request.
final class CheckHeaders {
  static final Header AGENT = new Header("user-agent", "Envoy/HC");

  /// Envoy holds these in one line whatever is added (1.40, measured).
  private static final Set<String> OF_ONE_LINE = Set.of("user-agent", "te", "content-type");

  private CheckHeaders() {}

  static void add(
      List<Header> headers, List<HeaderValueOption> options, Place place, String field) {
    for (int i = 0; i < options.size(); i++) {
      add(headers, options.get(i), place.at(field, i));
    }
  }

  private static void add(List<Header> headers, HeaderValueOption option, Place place) {
    String name = option.getHeader().getKey().toLowerCase(Locale.ROOT);
    String value = option.getHeader().getValue();
    if (name.startsWith(":") || name.equals("host") || !HeadText.isHeaderName(name)) {
      throw place.refused(
          "\"" + name + "\" may not be added; give the name of a header other than host");
    }
    if (value.replace("%%", "").indexOf('%') >= 0) {
      place.ignored("substitutions such as " + value + " are not carried out; nothing is added");
      return;
    }
    if (replaces(option)) {
      headers.removeIf(header -> header.name().equals(name));
    }
    append(headers, new Header(name, value.replace("%%", "%")));
  }

  @SuppressWarnings("deprecation") // `append` is still sent by control planes
  private static boolean replaces(HeaderValueOption option) {
    if (option.hasAppend()) {
      return !option.getAppend().getValue();
    }
    return switch (option.getAppendAction()) {
      case OVERWRITE_IF_EXISTS_OR_ADD, OVERWRITE_IF_EXISTS -> true;
      case APPEND_IF_EXISTS_OR_ADD, ADD_IF_ABSENT, UNRECOGNIZED -> false;
    };
  }

  private static void append(List<Header> headers, Header header) {
    for (int i = 0; i < headers.size(); i++) {
      Header before = headers.get(i);
      if (OF_ONE_LINE.contains(header.name()) && before.name().equals(header.name())) {
        headers.set(i, new Header(header.name(), before.value() + "," + header.value()));
        return;
      }
    }
    headers.add(header);
  }
}
