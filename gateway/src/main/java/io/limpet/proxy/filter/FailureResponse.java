package io.limpet.proxy.filter;

import io.limpet.proxy.http.LocalReply;
import io.limpet.proxy.upstream.Failure;
import io.limpet.proxy.upstream.Failure.StreamReset.Why;

/// What a client is answered where no upstream did, and what the access log says of it. The texts
/// are Envoy's, to the letter: clients and tests compare them.
final class FailureResponse {
  private static final String BEFORE =
      "upstream connect error or disconnect/reset before headers. ";
  private static final String DETAILS = "upstream_reset_before_response_started{";
  private static final String STARTED = "upstream_reset_after_response_started{";

  /// Load is shed before an endpoint is asked.
  static final LocalReply OVERLOADED = LocalReply.of(503, "envoy overloaded", "-", "overload");

  private FailureResponse() {}

  /// The route's cluster does not exist.
  static LocalReply noCluster(int status) {
    return LocalReply.of(status, "", "NC", "cluster_not_found");
  }

  /// `retried`: this was not the first attempt.
  static LocalReply of(Failure failure, boolean retried) {
    return switch (failure) {
      case Failure.NoEndpoint(int status) ->
          LocalReply.of(status, "no healthy upstream", "UH", "no_healthy_upstream");
      case Failure.ConnectRefused(String reason) ->
          reset(
              "UF",
              "remote connection failure",
              "remote_connection_failure|delayed_connect_error:_" + reason.replace(' ', '_'),
              retried);
      case Failure.TlsRefused(String reason) ->
          reset(
              "UF",
              "remote connection failure",
              "remote_connection_failure|" + reason.replace(' ', '_'),
              retried);
      case Failure.ConnectTimedOut() ->
          reset("UF", "connection timeout", "connection_timeout", retried);
      case Failure.Overflow(_) -> reset("UO", "overflow", "overflow", retried);
      case Failure.ResetByPeer() ->
          reset("UC", "connection termination", "connection_termination", retried);
      case Failure.StreamReset(Why why) ->
          reset("UR", words(why), words(why).replace(' ', '_'), retried);
      case Failure.BadResponse() -> reset("UPE", "protocol error", "protocol_error", retried);
      case Failure.TimedOut() -> late("response_timeout");
      case Failure.TryTimedOut() -> late("upstream_per_try_timeout");
      case Failure.TryIdle() -> late("upstream_per_try_idle_timeout");
      case Failure.StreamTooLong() ->
          LocalReply.of(
              504,
              "upstream max stream duration reached",
              "UMSDR",
              "upstream_max_stream_duration_reached");
      case Failure.Idle() -> LocalReply.of(504, "stream timeout", "SI", "stream_idle_timeout");
    };
  }

  private static String words(Why why) {
    return switch (why) {
      case ANY -> "remote reset";
      case REFUSED -> "remote refused stream reset";
      case CONNECT_ERROR -> "remote error with CONNECT request";
    };
  }

  private static LocalReply late(String details) {
    return LocalReply.of(504, "upstream request timeout", "UT", details);
  }

  private static LocalReply reset(String flag, String reason, String details, boolean retried) {
    String which = retried ? "retried and the latest reset reason: " : "reset reason: ";
    int status = flag.equals("UPE") ? 502 : 503;
    return LocalReply.of(status, BEFORE + which + reason, flag, DETAILS + details + "}");
  }

  /// The details of a failure after the first head of the kind 1xx.
  static String afterStart(String details) {
    return details.startsWith(DETAILS) ? STARTED + details.substring(DETAILS.length()) : details;
  }

  /// The flag where the answer was cut after its head had gone to the client.
  static String flagAfterStart(Failure failure) {
    return switch (failure) {
      case Failure.ResetByPeer() -> "UC";
      case Failure.StreamReset(_) -> "UR";
      case Failure.TimedOut(), Failure.TryTimedOut(), Failure.TryIdle() -> "UT";
      case Failure.StreamTooLong() -> "UMSDR";
      case Failure.Idle() -> "SI";
      case Failure.BadResponse(),
          Failure.NoEndpoint(_),
          Failure.Overflow(_),
          Failure.ConnectRefused(_),
          Failure.TlsRefused(_),
          Failure.ConnectTimedOut() ->
          "UPE";
    };
  }

  /// The details where the answer was cut after its head had gone to the client.
  static String detailsAfterStart(Failure failure) {
    return switch (failure) {
      case Failure.ResetByPeer() -> STARTED + "connection_termination}";
      case Failure.StreamReset(Why why) -> STARTED + words(why).replace(' ', '_') + "}";
      case Failure.TimedOut() -> "response_timeout";
      case Failure.TryTimedOut() -> "upstream_per_try_timeout";
      case Failure.TryIdle() -> "upstream_per_try_idle_timeout";
      case Failure.StreamTooLong() -> "upstream_max_stream_duration_reached";
      case Failure.Idle() -> "stream_idle_timeout";
      case Failure.BadResponse(),
          Failure.NoEndpoint(_),
          Failure.Overflow(_),
          Failure.ConnectRefused(_),
          Failure.TlsRefused(_),
          Failure.ConnectTimedOut() ->
          STARTED + "protocol_error}";
    };
  }
}
