package io.limpet.model.gatewayapi;

import io.limpet.model.fields.Fields;
import io.limpet.model.gatewayapi.RouteFilter.Cors;
import io.limpet.model.gatewayapi.RouteFilter.Foreign;
import io.limpet.model.gatewayapi.RouteFilter.Header;
import io.limpet.model.gatewayapi.RouteFilter.HeaderChanges;
import io.limpet.model.gatewayapi.RouteFilter.Mirror;
import io.limpet.model.gatewayapi.RouteFilter.PathChange;
import io.limpet.model.gatewayapi.RouteFilter.Redirect;
import io.limpet.model.gatewayapi.RouteFilter.RequestHeaders;
import io.limpet.model.gatewayapi.RouteFilter.ResponseHeaders;
import io.limpet.model.gatewayapi.RouteFilter.Rewrite;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads the filters of rules and backends. One that is wrong makes the whole rule unsound: its
/// requests would be sent on without it.
final class RouteFilterReader {
  static final List<String> GRPC =
      List.of("RequestHeaderModifier", "ResponseHeaderModifier", "RequestMirror", "ExtensionRef");
  static final List<String> HTTP =
      List.of(
          "RequestHeaderModifier",
          "ResponseHeaderModifier",
          "RequestMirror",
          "RequestRedirect",
          "URLRewrite",
          "CORS",
          "ExternalAuth",
          "ExtensionRef");

  /// Filters that may stand several times in one list.
  private static final Set<String> REPEATABLE = Set.of("RequestMirror", "ExtensionRef");

  private static final Map<String, String> SCHEMES =
      Fields.words(new String[] {"http", "https"}, Function.identity());
  private static final Map<String, Boolean> PREFIX_ONLY =
      Map.of("ReplaceFullPath", false, "ReplacePrefixMatch", true);
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final int FOUND = 302;
  private static final int USUAL_MAX_AGE_SECONDS = 5;

  private RouteFilterReader() {}

  /// `types` are those that may stand there.
  static List<RouteFilter> filters(Fields owner, List<String> types) {
    Set<String> seen = new HashSet<>();
    return owner.allItems("filters", filter -> read(filter, types, seen));
  }

  private static @Nullable RouteFilter read(Fields filter, List<String> types, Set<String> seen) {
    String type = filter.requiredText("type");
    String known =
        filter.word("type", Fields.words(types.toArray(String[]::new), each -> each), "");
    for (String each : types) {
      if (!each.equals(known) && filter.has(member(each)) && !known.isEmpty()) {
        filter.refuse(
            member(each),
            "one-of",
            "cannot stand beside the type " + type + "; remove it, or change the type");
      }
    }
    if (known.isEmpty()) {
      HTTP.forEach(each -> filter.has(member(each))); // the type is the mistake, not the field
      return null;
    }
    if (!seen.add(known) && !REPEATABLE.contains(known)) {
      filter.refuse("type", "filter-twice", known + " stands there twice; keep one");
    }
    if (!filter.has(member(known))) {
      filter.refuse(member(known), "missing-field", "is missing; write what the filter does");
      return null;
    }
    return read(filter, known);
  }

  private static @Nullable RouteFilter read(Fields filter, String type) {
    String member = member(type);
    return switch (type) {
      case "RequestHeaderModifier" -> filter.part(member, f -> new RequestHeaders(changes(f)));
      case "ResponseHeaderModifier" -> filter.part(member, f -> new ResponseHeaders(changes(f)));
      case "RequestMirror" -> filter.part(member, RouteFilterReader::mirror);
      case "RequestRedirect" -> filter.part(member, RouteFilterReader::redirect);
      case "URLRewrite" -> filter.part(member, RouteFilterReader::rewrite);
      case "CORS" -> filter.part(member, RouteFilterReader::cors);
      default -> new Foreign(filter.path(), type);
    };
  }

  /// The field of a filter's type: `urlRewrite`, `cors`, `requestMirror`.
  private static String member(String type) {
    return switch (type) {
      case "URLRewrite" -> "urlRewrite";
      case "CORS" -> "cors";
      default -> Character.toLowerCase(type.charAt(0)) + type.substring(1);
    };
  }

  private static HeaderChanges changes(Fields changes) {
    return new HeaderChanges(
        changes.allItems("set", RouteFilterReader::header),
        changes.allItems("add", RouteFilterReader::header),
        changes.texts("remove"));
  }

  private static Header header(Fields header) {
    return new Header(Texts.token(header, "name"), header.requiredText("value"));
  }

  private static Mirror mirror(Fields mirror) {
    mirror.oneOf("percent", "fraction");
    Double fraction = mirror.part("fraction", RouteFilterReader::fraction);
    Double percent = mirror.fraction("percent", 0, 100);
    Mirror written =
        mirror.requiredPart(
            "backendRef",
            each -> {
              ObjectReference target = References.service(each);
              return new Mirror(each.path(), target, References.port(each, target), null);
            });
    return written == null
        ? new Mirror(mirror.path(), new ObjectReference("", "", "", ""), 0, null)
        : new Mirror(
            written.place(),
            written.target(),
            written.port(),
            fraction == null ? percent : fraction);
  }

  private static double fraction(Fields fraction) {
    int denominator = fraction.number("denominator", 1, Integer.MAX_VALUE, 100);
    int numerator = fraction.number("numerator", 0, denominator, 0);
    return 100.0 * numerator / denominator;
  }

  private static Redirect redirect(Fields redirect) {
    int code = redirect.number("statusCode", 301, 308, FOUND);
    if (!REDIRECTS.contains(code)) {
      redirect.refuse("statusCode", "unknown-value", code + " is none of 301, 302, 303, 307, 308");
    }
    return new Redirect(
        redirect.word("scheme", SCHEMES, ""),
        Texts.hostname(redirect, "hostname"),
        redirect.part("path", RouteFilterReader::path),
        redirect.port("port"),
        code);
  }

  private static Rewrite rewrite(Fields rewrite) {
    return new Rewrite(
        Texts.hostname(rewrite, "hostname"), rewrite.part("path", RouteFilterReader::path));
  }

  private static PathChange path(Fields path) {
    String _ = path.requiredText("type");
    boolean prefixOnly = path.word("type", PREFIX_ONLY, false);
    path.oneOf("replaceFullPath", "replacePrefixMatch");
    String member = prefixOnly ? "replacePrefixMatch" : "replaceFullPath";
    if (!path.has(member) && path.sound()) {
      path.refuse(member, "missing-field", "is missing; write the path");
    }
    return new PathChange(prefixOnly, path.text(member));
  }

  private static Cors cors(Fields cors) {
    return new Cors(
        cors.texts("allowOrigins"),
        cors.truth("allowCredentials"),
        cors.texts("allowMethods"),
        cors.texts("allowHeaders"),
        cors.texts("exposeHeaders"),
        cors.number("maxAge", 1, Integer.MAX_VALUE, USUAL_MAX_AGE_SECONDS));
  }
}
