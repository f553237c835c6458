package io.limpet.proxy.http;

/// Requests that are answered at once, and not served, because the proxy has too much to do
/// (Envoy: conn_manager_impl.cc, `decodeHeaders`).
final class Busy {
  /// How long a connection that is only answered may take to say what it wants.
  static final long PATIENCE_MILLIS = 1_000;

  private static final LocalReply REPLY = LocalReply.of(503, "envoy overloaded", "-", "overload");

  private Busy() {}

  /// Answers such a request; false for any other. `refused`: none of its connection is served.
  static boolean answers(Exchange exchange, Leave leave, boolean refused) {
    if (!refused && !leave.stopsRequest(exchange.worker())) {
      return false;
    }
    exchange.serving().counters().overloadClosed.increment();
    exchange.reply(refused ? REPLY.closing() : REPLY);
    return true;
  }
}
