package io.limpet.proxy.plan.reading.filter;

import com.google.re2j.Pattern;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.extensions.path.match.uri_template.v3.UriTemplateMatchConfig;
import io.limpet.proxy.plan.match.TextTest;
import io.limpet.proxy.plan.reading.fields.Place;

/// A path with `*` for a segment and `**` for several (Envoy: extensions/path/match/uri_template).
final class PathTemplate {
  /// What a segment may have (RFC 3986, `pchar`).
  private static final String LETTERS = "a-zA-Z0-9\\-._~%!$&'()+,;:@=";

  private PathTemplate() {}

  static TextTest read(TypedExtensionConfig message, Place place) {
    if (!message.getTypedConfig().is(UriTemplateMatchConfig.class)) {
      throw place.unserved(
          "is of a kind that is not carried out; give it a UriTemplateMatchConfig");
    }
    String template =
        place.unpack(message.getTypedConfig(), UriTemplateMatchConfig.class).getPathTemplate();
    Place at = place.at("typed_config.path_template");
    if (template.contains("{")) {
      throw at.unserved("variables are not carried out; write * or **");
    }
    if (!template.startsWith("/")) {
      throw at.refused("\"" + template + "\" must begin with /");
    }
    StringBuilder expression = new StringBuilder();
    for (String segment : template.substring(1).split("/", -1)) {
      expression.append('/').append(segment(segment));
    }
    return new TextTest.Regex(Pattern.compile(expression.toString()));
  }

  private static String segment(String segment) {
    return switch (segment) {
      case "*" -> "[" + LETTERS + "]+";
      case "**" -> "[" + LETTERS + "/]*";
      default -> Pattern.quote(segment);
    };
  }
}
