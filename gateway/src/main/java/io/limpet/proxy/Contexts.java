package io.limpet.proxy;

import io.limpet.proxy.http.ClientConnections;
import io.limpet.proxy.plan.transport.Bytes;
import io.limpet.proxy.plan.transport.DownstreamTls;
import io.limpet.proxy.quic.QuicTls;
import io.limpet.proxy.tls.ClientContexts;
import io.limpet.proxy.tls.ServerTls;
import io.limpet.proxy.tls.TlsContexts;
import io.limpet.proxy.tls.TlsEngine;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;

/// TLS of one proxy: its engine, and the key of session tickets where none is configured, which
/// lasts as long as the process, so that a new certificate breaks no session off.
final class Contexts {
  private static final int TICKET_KEY_BYTES = 80;

  private final TlsContexts made;
  private final Bytes ticketKey;
  private final ClientContexts clients;

  Contexts(Supplier<TlsEngine> engine, InstantSource clock) {
    this.made = new TlsContexts(engine, clock);
    this.clients = new ClientContexts(made);
    byte[] key = new byte[TICKET_KEY_BYTES];
    new SecureRandom().nextBytes(key);
    this.ticketKey = new Bytes(key);
  }

  ClientContexts clients() {
    return clients;
  }

  /// That of a chain within QUIC.
  QuicTls quic(DownstreamTls plan) {
    return QuicTls.make(plan, ticketKey, made);
  }

  /// A chain that speaks HTTP agrees on no protocol that it does not speak.
  ServerTls server(DownstreamTls plan, boolean http) throws SSLException {
    List<String> protocols = plan.settings().protocols();
    List<String> spoken =
        http
            ? protocols.stream().filter(ClientConnections.PROTOCOLS::contains).toList()
            : protocols;
    return ServerTls.make(plan, spoken, ticketKey, made);
  }
}
