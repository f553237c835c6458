package io.limpet.model.gatewayapi;

import io.limpet.model.fields.Expressions;
import io.limpet.model.fields.Fields;
import io.limpet.model.gatewayapi.RouteMatch.Grpc;
import io.limpet.model.gatewayapi.RouteMatch.Http;
import io.limpet.model.gatewayapi.RouteMatch.Named;
import io.limpet.model.gatewayapi.RouteMatch.Path;
import io.limpet.model.gatewayapi.RouteMatch.PathType;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads conditions. One that is wrong makes its whole rule unsound, as it would match more
/// requests without it.
final class RouteMatchReader {
  private static final Map<String, PathType> PATH_TYPES =
      Map.of(
          "Exact", PathType.EXACT,
          "PathPrefix", PathType.PREFIX,
          "RegularExpression", PathType.REGEX);
  private static final Map<String, Boolean> BY_REGEX =
      Map.of("Exact", false, "RegularExpression", true);
  private static final Map<String, String> METHODS =
      Fields.words(
          new String[] {
            "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"
          },
          Function.identity());
  private static final Pattern PATH =
      Pattern.compile("(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})+");
  private static final List<String> NOT_IN_PATHS = List.of("//", "/./", "/../", "%2f", "%2F", "#");

  private RouteMatchReader() {}

  static Http http(Fields match) {
    match.strict();
    Path path = match.part("path", RouteMatchReader::path);
    return new Http(
        path == null ? Path.ALL : path,
        match.word("method", METHODS, ""),
        match.allItems("headers", RouteMatchReader::named),
        match.allItems("queryParams", RouteMatchReader::named));
  }

  private static Path path(Fields path) {
    path.strict();
    PathType type = path.word("type", PATH_TYPES, PathType.PREFIX);
    String value = path.has("value") ? path.text("value") : "/";
    if (type == PathType.REGEX) {
      Expressions.check(path, "value");
    } else if (path.sound() && !isPath(value)) {
      path.refuse(
          "value",
          "bad-path",
          "\""
              + value
              + "\" is no path that a request can have; begin it with /, without //, /./, /../, #"
              + " or an escaped /");
    }
    return new Path(type, value);
  }

  static boolean isPath(String value) {
    return value.startsWith("/")
        && PATH.matcher(value).matches()
        && NOT_IN_PATHS.stream().noneMatch(value::contains)
        && !value.endsWith("/..")
        && !value.endsWith("/.");
  }

  private static Named named(Fields condition) {
    condition.strict();
    String name = Texts.token(condition, "name");
    boolean regex = condition.word("type", BY_REGEX, false);
    if (regex) {
      Expressions.check(condition, "value");
    }
    return new Named(name, condition.requiredText("value"), regex);
  }

  static Grpc grpc(Fields match) {
    match.strict();
    @Nullable Grpc method = match.part("method", RouteMatchReader::method);
    List<Named> headers = match.allItems("headers", RouteMatchReader::named);
    return method == null
        ? new Grpc(false, "", "", headers)
        : new Grpc(method.regex(), method.service(), method.method(), headers);
  }

  private static Grpc method(Fields method) {
    method.strict();
    boolean regex = method.word("type", BY_REGEX, false);
    String service = method.text("service");
    String name = method.text("method");
    if (service.isEmpty() && name.isEmpty() && method.sound()) {
      method.refuse("service", "missing-field", "is missing; write a service, a method, or both");
    }
    if (regex) {
      Expressions.check(method, "service");
      Expressions.check(method, "method");
    }
    return new Grpc(regex, service, name, List.of());
  }
}
