package io.limpet.proxy.listener;

import io.limpet.proxy.head.ProxyProtocolData;
import io.limpet.proxy.head.ProxyProtocolData.Tlv;
import io.limpet.proxy.head.TlsFacts;
import io.limpet.proxy.log.ConnectionNotes;
import io.limpet.proxy.loop.Worker;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is known of a connection when its filter chain begins: who the client is said to be, whom
/// it wanted to reach, who the socket is connected with, its TLS with the protocol that was agreed
/// on in it, and what a proxy in front added that is to be passed on. `refused`: it is answered,
/// and not served. `notes` are null where nobody logs.
public record ConnectionStart(
    InetSocketAddress peer,
    InetSocketAddress local,
    InetSocketAddress directPeer,
    TlsFacts tls,
    List<Tlv> tlvs,
    boolean refused,
    @Nullable ConnectionNotes notes) {

  /// Of the two ends of a connection that nobody logs, before anything else is known.
  public static ConnectionStart of(
      InetSocketAddress peer, InetSocketAddress local, boolean refused) {
    return of(peer, local, refused, null);
  }

  static ConnectionStart of(
      InetSocketAddress peer,
      InetSocketAddress local,
      boolean refused,
      @Nullable ConnectionNotes notes) {
    return new ConnectionStart(peer, local, peer, TlsFacts.NONE, List.of(), refused, notes).noted();
  }

  public ConnectionStart with(TlsFacts facts) {
    return new ConnectionStart(peer, local, directPeer, facts, tlvs, refused, notes).noted();
  }

  ConnectionStart from(ProxyProtocolData told) {
    return new ConnectionStart(
            told.source(), told.destination(), directPeer, tls, told.tlvs(), refused, notes)
        .noted();
  }

  /// A number that no other connection of a client has.
  public long number(Worker worker) {
    return notes == null ? worker.connectionId() : notes.id();
  }

  /// Lines of logs have what is known by now.
  private ConnectionStart noted() {
    if (notes != null) {
      notes.ends(peer, local, directPeer, tls);
    }
    return this;
  }

  /// What an endpoint may be told of it.
  public ProxyProtocolData proxied() {
    return new ProxyProtocolData(peer, local, tlvs);
  }
}
