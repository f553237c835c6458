package io.limpet.proxy.http;

import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.codec.HeaderName;
import io.limpet.proxy.codec.Trailers;
import org.jspecify.annotations.Nullable;

/// Headers by the names they have in format strings, the pseudo-headers of HTTP/2 among them.
final class FormatHeaders {
  private static final HeaderName HOST = HeaderName.of("host");

  private FormatHeaders() {}

  /// The first value, that of `other` where there is none, or null.
  static @Nullable String request(Exchange exchange, String name, String other) {
    if (!exchange.requestRead()) {
      return null;
    }
    @Nullable String value = request(exchange.head(), name);
    return value == null && !other.isEmpty() ? request(exchange.head(), other) : value;
  }

  private static @Nullable String request(EditableRequestHead head, String name) {
    return switch (name) {
      case ":method" -> head.method();
      case ":path" -> head.path().isEmpty() ? null : head.path(); // CONNECT has none
      case ":authority", "host" -> head.has(HOST) ? head.authority() : null;
      case ":scheme" -> head.scheme();
      default -> head.header(name);
    };
  }

  static @Nullable String response(@Nullable EditableResponseHead head, String name, String other) {
    if (head == null) {
      return null;
    }
    @Nullable String value = response(head, name);
    return value == null && !other.isEmpty() ? response(head, other) : value;
  }

  static @Nullable String trailer(@Nullable Trailers trailers, String name, String other) {
    if (trailers == null) {
      return null;
    }
    @Nullable String value = trailers.value(name);
    return value == null && !other.isEmpty() ? trailers.value(other) : value;
  }

  private static @Nullable String response(EditableResponseHead head, String name) {
    return name.equals(":status") ? Integer.toString(head.status()) : head.header(name);
  }
}
