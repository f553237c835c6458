package io.limpet.proxy.filter;

import io.limpet.proxy.http.LocalReply;
import io.limpet.proxy.upstream.Failure;

/// What a client is answered where no upstream did, and what the access log says of it. The texts
/// are Envoy's, to the letter: clients and tests compare them.
final class FailureResponse {
  private static final String BEFORE =
      "upstream connect error or disconnect/reset before headers. ";
  private static final String DETAILS = "upstream_reset_before_response_started{";
  private static final String STARTED = "upstream_reset_after_response_started{";

  private FailureResponse() {}

  /// `retried`: other attempts were made, and the policy allows no more.
  static LocalReply of(Failure failure, boolean retried) {
    return switch (failure) {
      case Failure.NoCluster() -> LocalReply.of(503, "", "NC", "cluster_not_found");
      case Failure.NoEndpoint(int status) ->
          LocalReply.of(status, "no healthy upstream", "UH", "no_healthy_upstream");
      case Failure.ConnectRefused(String reason) ->
          reset(
              503,
              "remote connection failure",
              flags("UF", retried),
              "remote_connection_failure|delayed_connect_error:_" + reason.replace(' ', '_'),
              retried);
      case Failure.ConnectTimedOut() ->
          reset(503, "connection timeout", flags("UF", retried), "connection_timeout", retried);
      case Failure.ResetByPeer() ->
          reset(
              503,
              "connection termination",
              flags("UC", retried),
              "connection_termination",
              retried);
      case Failure.BadResponse() ->
          reset(502, "protocol error", flags("UPE", retried), "protocol_error", retried);
      case Failure.TimedOut() ->
          LocalReply.of(504, "upstream request timeout", "UT", "response_timeout");
      case Failure.TryTimedOut() ->
          LocalReply.of(
              504, "upstream request timeout", flags("UT", retried), "upstream_per_try_timeout");
      case Failure.Idle() -> LocalReply.of(504, "stream timeout", "SI", "stream_idle_timeout");
    };
  }

  private static LocalReply reset(
      int status, String reason, String flags, String details, boolean retried) {
    String which = retried ? "retried and the latest reset reason: " : "reset reason: ";
    return LocalReply.of(status, BEFORE + which + reason, flags, DETAILS + details + "}");
  }

  private static String flags(String cause, boolean retried) {
    return retried ? "URX," + cause : cause;
  }

  /// The flag where the answer was cut after its head had gone to the client.
  static String flagAfterStart(Failure failure) {
    return switch (failure) {
      case Failure.ResetByPeer() -> "UC";
      case Failure.TimedOut(), Failure.TryTimedOut() -> "UT";
      case Failure.Idle() -> "SI";
      case Failure.BadResponse(),
          Failure.NoCluster(),
          Failure.NoEndpoint(_),
          Failure.ConnectRefused(_),
          Failure.ConnectTimedOut() ->
          "UPE";
    };
  }

  /// The details where the answer was cut after its head had gone to the client.
  static String detailsAfterStart(Failure failure) {
    return switch (failure) {
      case Failure.ResetByPeer() -> STARTED + "connection_termination}";
      case Failure.TimedOut() -> "response_timeout";
      case Failure.TryTimedOut() -> "upstream_per_try_timeout";
      case Failure.Idle() -> "stream_idle_timeout";
      case Failure.BadResponse(),
          Failure.NoCluster(),
          Failure.NoEndpoint(_),
          Failure.ConnectRefused(_),
          Failure.ConnectTimedOut() ->
          STARTED + "protocol_error}";
    };
  }
}
