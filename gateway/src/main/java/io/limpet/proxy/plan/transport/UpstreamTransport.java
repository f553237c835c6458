package io.limpet.proxy.plan.transport;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What carries the bytes to an endpoint: TLS, or plain text where `tls` is null, and before either
/// what the PROXY protocol tells of the client, or nothing where that is null.
public record UpstreamTransport(@Nullable UpstreamTls tls, @Nullable UpstreamProxyProtocol header) {
  public static final UpstreamTransport PLAIN_TEXT = new UpstreamTransport(null, null);

  /// Whether all connections are alike, whoever they are opened for.
  public boolean isPlainText() {
    return tls == null && header == null;
  }

  /// The same, but for what TLS offers.
  public UpstreamTransport withProtocols(List<String> protocols) {
    return tls == null ? this : new UpstreamTransport(tls.withProtocols(protocols), header);
  }
}
