package io.limpet.proxy.http;

import io.limpet.proxy.codec.HeaderLine;
import io.limpet.proxy.codec.Refusal;
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

  private static final String MALFORMED = "DPE";

  public LocalReply {
    lines = List.copyOf(lines);
  }

  public static LocalReply of(int status, String body, String flags, String details) {
    return new LocalReply(status, body, flags, details, false, -1, List.of());
  }

  /// What came is no request.
  static LocalReply of(Refusal refusal) {
    return of(refusal.status(), refusal.body(), MALFORMED, refusal.details()).closing();
  }

  /// Nothing moved for the stream's idle time.
  public static LocalReply idle(Exchange exchange) {
    LocalReply reply = of(504, "stream timeout", "SI", "stream_idle_timeout");
    return isWhole(exchange) ? reply : reply.withStatus(408).closing();
  }

  /// The stream took longer than it may.
  static LocalReply tooLong(Exchange exchange) {
    return of(isWhole(exchange) ? 504 : 408, "downstream duration timeout", "-", TOO_LONG);
  }

  /// Whether the client had its say: else it is the one that was waited for (Envoy: utility.cc,
  /// maybeRequestTimeoutCode). One that asks for another protocol has more to say.
  private static boolean isWhole(Exchange exchange) {
    return exchange.requestComplete() && exchange.head().upgrade().isEmpty();
  }

  /// The flags while the answer is made: that a message broke the protocol is said behind it
  /// (Envoy: conn_manager_impl.cc, handleCodecErrorImpl).
  String flagsBefore() {
    return flags.equals(MALFORMED) ? "-" : flags;
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
