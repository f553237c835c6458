package io.limpet.proxy.upstream;

import org.jspecify.annotations.Nullable;

/// Why a request got no answer of an endpoint. No exceptions: these are ordinary events.
public sealed interface Failure {
  /// No endpoint may serve, or the one that a strict token names may not.
  record NoEndpoint(int status) implements Failure {}

  /// The connection could not be opened. `reason` is the system's word, such as
  /// `Connection refused`.
  record ConnectRefused(String reason) implements Failure {}

  /// TLS with the endpoint failed; `reason` is as Envoy tells it.
  record TlsRefused(String reason) implements Failure {}

  /// The connection was not open within the cluster's connect_timeout.
  record ConnectTimedOut() implements Failure {}

  /// A circuit breaker is open. `atEndpoint`: a connection was there, but there are too many
  /// requests; otherwise too many wait for a connection.
  record Overflow(boolean atEndpoint) implements Failure {}

  /// The connection ended before any byte of an answer.
  record ResetByPeer() implements Failure {}

  /// The endpoint reset the request's stream (HTTP/2).
  record StreamReset(Why why) implements Failure {
    /// What its code says (Envoy: source/common/http/http2/codec_impl.cc, onStreamClose).
    public enum Why {
      ANY,
      /// It did nothing with the request.
      REFUSED,
      /// What a tunnel leads to was lost.
      CONNECT_ERROR
    }
  }

  /// What came is not HTTP, or was cut.
  record BadResponse() implements Failure {}

  /// The route's timeout is over; never tried again.
  record TimedOut() implements Failure {}

  /// One attempt's time is over.
  record TryTimedOut() implements Failure {}

  /// Nothing came from the endpoint for too long in one attempt.
  record TryIdle() implements Failure {}

  /// The cluster's bound for a stream is reached (`max_stream_duration`).
  record StreamTooLong() implements Failure {}

  /// Nothing moved on either side for too long.
  record Idle() implements Failure {}

  Failure CONNECT_TIMED_OUT = new ConnectTimedOut();
  Failure PENDING_OVERFLOW = new Overflow(false);
  Failure REQUEST_OVERFLOW = new Overflow(true);
  Failure RESET_BY_PEER = new ResetByPeer();
  Failure STREAM_RESET = new StreamReset(StreamReset.Why.ANY);
  Failure STREAM_REFUSED = new StreamReset(StreamReset.Why.REFUSED);
  Failure STREAM_CONNECT_ERROR = new StreamReset(StreamReset.Why.CONNECT_ERROR);
  Failure BAD_RESPONSE = new BadResponse();
  Failure TIMED_OUT = new TimedOut();
  Failure TRY_TIMED_OUT = new TryTimedOut();
  Failure TRY_IDLE = new TryIdle();
  Failure STREAM_TOO_LONG = new StreamTooLong();
  Failure IDLE = new Idle();

  /// The system's word without what Netty says around it: `finishConnect(..) failed with
  /// error(-111): Connection refused: /10.0.0.1:80`.
  static String reason(@Nullable Throwable cause) {
    String text = cause == null || cause.getMessage() == null ? "" : cause.getMessage();
    if (text.contains("Connection refused")) {
      return "Connection refused";
    }
    return text.contains("No route") ? "No route to host" : "Network is unreachable";
  }
}
