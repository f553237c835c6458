package io.limpet.proxy.tcp;

import io.limpet.proxy.head.RequestHead;
import io.limpet.proxy.head.TlsFacts;
import io.limpet.proxy.listener.ConnectionStart;
import io.limpet.proxy.log.AddressTexts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a balancer may ask of a connection: who the client is. It has no request.
record TcpHead(
    String clientAddress,
    String peerAddress,
    String localAddress,
    String directAddress,
    TlsFacts tls)
    implements RequestHead {
  static TcpHead of(ConnectionStart start) {
    return new TcpHead(
        AddressTexts.ip(start.peer()),
        AddressTexts.text(start.peer()),
        AddressTexts.text(start.local()),
        AddressTexts.text(start.directPeer()),
        start.tls());
  }

  @Override
  public String method() {
    return "";
  }

  @Override
  public String path() {
    return "";
  }

  @Override
  public String authority() {
    return "";
  }

  @Override
  public String scheme() {
    return "";
  }

  @Override
  public @Nullable String header(String name) {
    return null;
  }

  @Override
  public List<String> headers(String name) {
    return List.of();
  }
}
