package io.limpet.proxy.http;

import io.limpet.proxy.codec.HeaderLine;
import java.util.List;

/// An answer of our own. `flags` and `details` are what the access log says of it; `close` ends the
/// connection after it. `grpcStatus` is what gRPC clients read, or below 0: what goes with
/// `status`.
public record LocalReply(
    int status,
    String body,
    String flags,
    String details,
    boolean close,
    int grpcStatus,
    List<HeaderLine> lines) {
  /// The details of an exchange that takes longer than it may.
  public static final String TOO_LONG = "max_duration_timeout";

  public LocalReply {
    lines = List.copyOf(lines);
  }

  public static LocalReply of(int status, String body, String flags, String details) {
    return new LocalReply(status, body, flags, details, false, -1, List.of());
  }

  /// Nothing moved for the stream's idle time.
  static LocalReply idle(boolean requestComplete) {
    LocalReply reply = of(504, "stream timeout", "SI", "stream_idle_timeout");
    return requestComplete ? reply : reply.withStatus(408).closing();
  }

  /// The stream took longer than it may.
  static LocalReply tooLong(boolean requestComplete) {
    return of(requestComplete ? 504 : 408, "downstream duration timeout", "-", TOO_LONG);
  }

  private LocalReply withStatus(int other) {
    return new LocalReply(other, body, flags, details, close, grpcStatus, lines);
  }

  public LocalReply closing() {
    return new LocalReply(status, body, flags, details, true, grpcStatus, lines);
  }

  public LocalReply with(List<HeaderLine> more) {
    return new LocalReply(status, body, flags, details, close, grpcStatus, more);
  }

  public LocalReply withGrpcStatus(int grpc) {
    return new LocalReply(status, body, flags, details, close, grpc, lines);
  }
}
