package io.limpet.proxy.head;

/// What is known of a connection's TLS. Texts are empty where there is nothing to tell; all of them
/// are for a connection in plain text.
///
/// `cipher` is OpenSSL's name. `peer` is the other side's certificate, `own` is ours. `validated`:
/// the peer's was looked at on this connection, and is good; a session that is resumed brings one
/// that nobody looked at again.
public record TlsFacts(
    String version,
    String cipher,
    String serverName,
    String protocol,
    String sessionId,
    CertificateFacts peer,
    boolean validated,
    CertificateFacts own) {
  public static final TlsFacts NONE =
      new TlsFacts("", "", "", "", "", CertificateFacts.NONE, false, CertificateFacts.NONE);

  /// A client that asked for a name without speaking TLS with us: what passes through, or nothing.
  public static TlsFacts asked(String serverName) {
    return serverName.isEmpty()
        ? NONE
        : new TlsFacts(
            "", "", serverName, "", "", CertificateFacts.NONE, false, CertificateFacts.NONE);
  }

  /// Whether the connection is encrypted between the client and us.
  public boolean encrypted() {
    return !version.isEmpty();
  }
}
