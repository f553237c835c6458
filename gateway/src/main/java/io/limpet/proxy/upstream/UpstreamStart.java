package io.limpet.proxy.upstream;

import io.limpet.proxy.head.ProxyProtocolData;
import io.limpet.proxy.head.TlsFacts;
import io.limpet.proxy.loop.Worker;
import io.limpet.proxy.plan.transport.UpstreamProxyProtocol;
import io.limpet.proxy.plan.transport.UpstreamTls;
import io.limpet.proxy.plan.transport.UpstreamTransport;
import io.limpet.proxy.tls.ClientContexts;
import io.limpet.proxy.tls.ClientTls;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/// How the connections of a pool begin: with what is told of the client, where the transport has
/// a header, and then with a handshake in which `name` is asked for, where it has TLS.
record UpstreamStart(
    @Nullable ClientContexts contexts,
    UpstreamTransport transport,
    String name,
    ClientTls.Inside inside,
    ProxyProtocolData client) {

  /// Of endpoints that are spoken to in plain text, by all clients alike.
  static final UpstreamStart NONE =
      new UpstreamStart(
          null, UpstreamTransport.PLAIN_TEXT, "", ClientTls.Inside.BYTES, ProxyProtocolData.NOBODY);

  /// Null where nothing is told.
  byte @Nullable [] header() {
    @Nullable UpstreamProxyProtocol header = transport.header();
    return header == null ? null : header.header(client);
  }

  /// Whether nothing may be said before a handshake is over.
  boolean encrypts() {
    return transport.tls() != null;
  }

  /// What is known of a connection whose handshake is over.
  TlsFacts facts(SslHandler handler) {
    @Nullable UpstreamTls plan = transport.tls();
    return plan == null ? TlsFacts.NONE : ClientTls.facts(handler, plan);
  }

  /// A handler for one connection, or null where the material is of an old plan: then there must be
  /// no connection.
  @Nullable SslHandler handler(Worker worker) {
    @Nullable UpstreamTls plan = transport.tls();
    if (contexts == null || plan == null) {
      return null;
    }
    ClientTls tls = contexts.of(plan);
    return tls == null ? null : tls.handler(inside, name, worker.allocator());
  }
}
