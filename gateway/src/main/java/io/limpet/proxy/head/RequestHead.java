package io.limpet.proxy.head;

/// One request's head, the same for every version of HTTP. Bytes are Latin-1 characters, as they
/// came.
///
/// Names of headers are asked for in lower case, and `host` is asked for as [#authority].
public interface RequestHead extends Headers {
  /// `GET`; always one of the methods known to HTTP.
  String method();

  /// `:path` with its query, in the form in which it is routed (normalised, if the listener says
  /// so).
  String path();

  /// The host as sent, with its port; empty if it was sent empty.
  String authority();

  /// `http` or `https`.
  String scheme();

  /// How the client is known, after `x-forwarded-for` was looked at as the listener says: an IP
  /// address as text.
  String clientAddress();

  /// The peer's address and our own, `ip:port`, as the PROXY protocol tells them where it is
  /// spoken; a connection's pair never changes.
  String peerAddress();

  /// Whom the socket is connected with, `ip:port`, whatever the PROXY protocol tells (Envoy:
  /// directRemoteAddress).
  String directAddress();

  String localAddress();

  /// What is known of the TLS that it came by.
  default TlsFacts tls() {
    return TlsFacts.NONE;
  }

  /// What an endpoint is told of the connection that it came by, where one is told.
  default ProxyProtocolData proxied() {
    return ProxyProtocolData.NOBODY;
  }

  /// What filters found out by now.
  default Metadata metadata() {
    return Metadata.NONE;
  }
}
