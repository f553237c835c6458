package io.limpet.xds.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import java.util.ArrayList;
import java.util.List;

/// The secrets that a transport socket names and that are asked for by ADS: istiod's
/// `kubernetes://NAME`. Those of Istio's agent (`default`, `ROOTCA`) come from a socket of its own,
/// which is not there.
final class SecretNames {
  private SecretNames() {}

  static List<Dependency> of(TransportSocket socket) {
    Any config = socket.getTypedConfig();
    try {
      if (config.is(UpstreamTlsContext.class)) {
        return of(config.unpack(UpstreamTlsContext.class).getCommonTlsContext());
      }
      if (config.is(DownstreamTlsContext.class)) {
        return of(config.unpack(DownstreamTlsContext.class).getCommonTlsContext());
      }
    } catch (InvalidProtocolBufferException broken) {
      // Whoever carries the resource out refuses it for that.
      return List.of();
    }
    return List.of();
  }

  private static List<Dependency> of(CommonTlsContext context) {
    List<SdsSecretConfig> all = new ArrayList<>(context.getTlsCertificateSdsSecretConfigsList());
    all.add(context.getValidationContextSdsSecretConfig());
    all.add(context.getCombinedValidationContext().getValidationContextSdsSecretConfig());
    return all.stream()
        .filter(each -> !each.getName().isEmpty())
        .map(each -> new Dependency(ResourceType.SECRETS, each.getName(), each.getSdsConfig()))
        .filter(Dependency::isByAds)
        .toList();
  }
}
