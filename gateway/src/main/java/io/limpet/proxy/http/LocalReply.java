package io.limpet.proxy.http;

import io.limpet.proxy.codec.HeaderLine;
import java.util.List;

/// An answer of our own. `flags` and `details` are what the access log says of it; `close` ends the
/// connection after it.
public record LocalReply(
    int status, String body, String flags, String details, boolean close, List<HeaderLine> lines) {
  /// The details of an exchange that takes longer than it may.
  public static final String TOO_LONG = "max_duration_timeout";

  public LocalReply {
    lines = List.copyOf(lines);
  }

  public static LocalReply of(int status, String body, String flags, String details) {
    return new LocalReply(status, body, flags, details, false, List.of());
  }

  public LocalReply closing() {
    return new LocalReply(status, body, flags, details, true, lines);
  }

  public LocalReply with(List<HeaderLine> more) {
    return new LocalReply(status, body, flags, details, close, more);
  }
}
