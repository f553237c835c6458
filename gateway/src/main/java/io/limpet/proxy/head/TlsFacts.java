package io.limpet.proxy.head;

/// What is known of a connection's TLS. Texts are empty where there is nothing to tell; all of them
/// are for a connection in plain text.
///
/// `cipher` is OpenSSL's name. `peer` is the client's certificate, `own` is ours.
public record TlsFacts(
    String version,
    String cipher,
    String serverName,
    String protocol,
    String sessionId,
    CertificateFacts peer,
    CertificateFacts own) {
  public static final TlsFacts NONE =
      new TlsFacts("", "", "", "", "", CertificateFacts.NONE, CertificateFacts.NONE);

  /// A client that asked for a name without speaking TLS with us: what passes through, or nothing.
  public static TlsFacts asked(String serverName) {
    return serverName.isEmpty()
        ? NONE
        : new TlsFacts("", "", serverName, "", "", CertificateFacts.NONE, CertificateFacts.NONE);
  }

  /// Whether the connection is encrypted between the client and us.
  public boolean encrypted() {
    return !version.isEmpty();
  }
}
