package io.limpet.proxy.plan.match;

import io.limpet.proxy.head.RequestHead;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request's headers as configuration names them: `:path` and its like are among them.
public final class RequestHeaders {
  private RequestHeaders() {}

  /// The first value, or null if there is none. The name is in lower case.
  public static @Nullable String first(RequestHead head, String name) {
    return switch (name) {
      case ":path" -> head.path();
      case ":method" -> head.method();
      case ":scheme" -> head.scheme();
      case ":authority", "host" -> head.authority();
      default -> head.header(name);
    };
  }

  /// All values, in order.
  public static List<String> all(RequestHead head, String name) {
    boolean pseudo = name.startsWith(":") || name.equals("host");
    @Nullable String only = pseudo ? first(head, name) : null;
    return only == null ? head.headers(name) : List.of(only);
  }
}
