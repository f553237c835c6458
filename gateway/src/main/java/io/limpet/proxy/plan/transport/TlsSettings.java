package io.limpet.proxy.plan.transport;

import java.util.List;

/// What TLS has in common on both sides (Envoy: CommonTlsContext, TlsParameters). `versions` are
/// those that are spoken, such as `TLSv1.3`; `ciphers` are OpenSSL's names for TLS 1.2, `[A|B]` of
/// equal rank; `protocols` are ALPN's.
public record TlsSettings(
    List<TlsCertificate> certificates,
    PeerRules peer,
    List<String> protocols,
    List<String> versions,
    List<String> ciphers,
    List<String> curves) {
  public TlsSettings {
    certificates = List.copyOf(certificates);
    protocols = List.copyOf(protocols);
    versions = List.copyOf(versions);
    ciphers = List.copyOf(ciphers);
    curves = List.copyOf(curves);
  }

  TlsSettings withProtocols(List<String> others) {
    return new TlsSettings(certificates, peer, others, versions, ciphers, curves);
  }
}
