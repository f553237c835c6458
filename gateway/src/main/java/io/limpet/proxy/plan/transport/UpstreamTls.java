package io.limpet.proxy.plan.transport;

import java.util.List;

/// TLS with endpoints (Envoy: UpstreamTlsContext). Two are the same where they are made of the same
/// material; that is computed once, for connections are kept by it.
public final class UpstreamTls {
  private final TlsSettings settings;
  private final ServerName name;
  private final int sessions;
  private final int hash;

  /// Which name is asked for: `sni`, empty for none, unless the request's host is (`ofHost`) or the
  /// endpoint's (`ofEndpoint`).
  public record ServerName(String sni, boolean ofHost, boolean ofEndpoint, Verified verified) {}

  /// Whether the name that was asked for must be in the certificate, and who says so: options for
  /// requests (`auto_san_validation`) or TLS itself (`auto_sni_san_validation`). In Envoy
  /// these differ in the words of a failure alone.
  public enum Verified {
    NOT,
    OF_REQUEST,
    OF_CONNECTION
  }

  public UpstreamTls(TlsSettings settings, ServerName name, int sessions) {
    this.settings = settings;
    this.name = name;
    this.sessions = sessions;
    this.hash = 31 * settings.hashCode() + name.hashCode();
  }

  UpstreamTls withProtocols(List<String> protocols) {
    return new UpstreamTls(settings.withProtocols(protocols), name, sessions);
  }

  public TlsSettings settings() {
    return settings;
  }

  public ServerName name() {
    return name;
  }

  /// How many sessions are kept to be resumed.
  public int sessions() {
    return sessions;
  }

  /// The name that is asked for, for a request to `host` (as written, empty where there is none) at
  /// an endpoint of this name.
  public String serverName(String host, String endpoint) {
    if (name.ofHost() && !host.isEmpty()) {
      return host;
    }
    return name.ofEndpoint() && !endpoint.isEmpty() ? endpoint : name.sni();
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof UpstreamTls tls
            && hash == tls.hash
            && sessions == tls.sessions
            && name.equals(tls.name)
            && settings.equals(tls.settings));
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
