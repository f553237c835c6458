package io.limpet.proxy.http;

import io.limpet.proxy.head.TlsFacts;
import io.limpet.proxy.log.AddressTexts;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// What the access log wants to know of an exchange's way upstream.
public final class UpstreamNotes {
  private @Nullable SocketAddress localAddress; // event loop only, like the rest
  private String protocol = "";
  private TlsFacts tls = TlsFacts.NONE;
  private String transportFailure = "";
  private int attempts;

  void clear() {
    localAddress = null;
    protocol = "";
    tls = TlsFacts.NONE;
    transportFailure = "";
    attempts = 0;
  }

  /// Our own address of the connection, empty if there was none.
  public String localAddress() {
    return AddressTexts.text(localAddress);
  }

  public void localAddress(@Nullable SocketAddress address) {
    localAddress = address;
  }

  /// What the endpoint was spoken to in, such as `HTTP/2`; empty if there was no connection.
  public String protocol() {
    return protocol;
  }

  public void protocol(String name) {
    protocol = name;
  }

  /// What is known of the connection's TLS.
  public TlsFacts tls() {
    return tls;
  }

  public void tls(TlsFacts facts) {
    tls = facts;
  }

  /// Why a connection could not be opened, in the access log's words.
  public String transportFailure() {
    return transportFailure;
  }

  public void transportFailure(String reason) {
    transportFailure = reason;
  }

  /// How many attempts were made to have it answered.
  public int attempts() {
    return attempts;
  }

  public void attempts(int made) {
    attempts = made;
  }
}
