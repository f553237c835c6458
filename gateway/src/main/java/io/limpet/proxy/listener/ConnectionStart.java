package io.limpet.proxy.listener;

import io.limpet.proxy.head.ProxyProtocolData;
import io.limpet.proxy.head.ProxyProtocolData.Tlv;
import io.limpet.proxy.head.TlsFacts;
import java.net.InetSocketAddress;
import java.util.List;

/// What is known of a connection when its filter chain begins: who the client is said to be, whom
/// it wanted to reach, who the socket is connected with, its TLS with the protocol that was agreed
/// on in it, and what a proxy in front added that is to be passed on. `refused`: it is answered,
/// and not served.
public record ConnectionStart(
    InetSocketAddress peer,
    InetSocketAddress local,
    InetSocketAddress directPeer,
    TlsFacts tls,
    List<Tlv> tlvs,
    boolean refused) {

  /// Of one that is served.
  public static ConnectionStart of(InetSocketAddress peer, InetSocketAddress local) {
    return of(peer, local, false);
  }

  /// Of the two ends of a connection, before anything else is known.
  public static ConnectionStart of(
      InetSocketAddress peer, InetSocketAddress local, boolean refused) {
    return new ConnectionStart(peer, local, peer, TlsFacts.NONE, List.of(), refused);
  }

  public ConnectionStart with(TlsFacts facts) {
    return new ConnectionStart(peer, local, directPeer, facts, tlvs, refused);
  }

  ConnectionStart from(ProxyProtocolData told) {
    return new ConnectionStart(
        told.source(), told.destination(), directPeer, tls, told.tlvs(), refused);
  }

  /// What an endpoint may be told of it.
  public ProxyProtocolData proxied() {
    return new ProxyProtocolData(peer, local, tlvs);
  }
}
