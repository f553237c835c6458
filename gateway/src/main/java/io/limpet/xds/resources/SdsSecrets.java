package io.limpet.xds.resources;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.TransportSocketMatch;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.PathConfigSource;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.extensions.transport_sockets.proxy_protocol.v3.ProxyProtocolUpstreamTransport;
import io.envoyproxy.envoy.extensions.transport_sockets.quic.v3.QuicDownstreamTransport;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import java.util.ArrayList;
import java.util.List;

/// The secrets that listeners and clusters name (SdsSecretConfig), and the name under which each
/// stands among [Resources#secrets].
public final class SdsSecrets {
  private SdsSecrets() {}

  /// That of a file is told with the file, since others may have a secret of the same name, and
  /// with the folder that is watched for it.
  public static String key(SdsSecretConfig config) {
    PathConfigSource file = file(config.getSdsConfig());
    if (file.getPath().isEmpty()) {
      return config.getName();
    }
    String watched = file.getWatchedDirectory().getPath();
    String of = config.getName() + " of " + file.getPath();
    return watched.isEmpty() ? of : of + ", watched in " + watched;
  }

  /// The file that a source is, in the older form or the newer; without a path where it is none.
  @SuppressWarnings("deprecation") // files with `path` are still about, and Envoy reads it
  public static PathConfigSource file(ConfigSource source) {
    return switch (source.getConfigSourceSpecifierCase()) {
      case PATH -> PathConfigSource.newBuilder().setPath(source.getPath()).build();
      case PATH_CONFIG_SOURCE -> source.getPathConfigSource();
      case ADS, SELF, API_CONFIG_SOURCE, CONFIGSOURCESPECIFIER_NOT_SET ->
          PathConfigSource.getDefaultInstance();
    };
  }

  public static List<SdsSecretConfig> of(Listener listener) {
    List<SdsSecretConfig> found = new ArrayList<>();
    for (FilterChain chain : listener.getFilterChainsList()) {
      add(chain.getTransportSocket(), found);
    }
    add(listener.getDefaultFilterChain().getTransportSocket(), found);
    return found;
  }

  public static List<SdsSecretConfig> of(Cluster cluster) {
    List<SdsSecretConfig> found = new ArrayList<>();
    add(cluster.getTransportSocket(), found);
    for (TransportSocketMatch each : cluster.getTransportSocketMatchesList()) {
      add(each.getTransportSocket(), found);
    }
    return found;
  }

  private static void add(TransportSocket socket, List<SdsSecretConfig> found) {
    Any config = socket.getTypedConfig();
    try {
      if (config.is(UpstreamTlsContext.class)) {
        add(config.unpack(UpstreamTlsContext.class).getCommonTlsContext(), found);
      } else if (config.is(DownstreamTlsContext.class)) {
        add(config.unpack(DownstreamTlsContext.class), found);
      } else if (config.is(QuicDownstreamTransport.class)) {
        add(config.unpack(QuicDownstreamTransport.class).getDownstreamTlsContext(), found);
      } else if (config.is(ProxyProtocolUpstreamTransport.class)) {
        add(config.unpack(ProxyProtocolUpstreamTransport.class).getTransportSocket(), found);
      }
    } catch (InvalidProtocolBufferException broken) {
      // Whoever carries the resource out refuses it for that.
      return;
    }
  }

  private static void add(DownstreamTlsContext context, List<SdsSecretConfig> found) {
    add(context.getCommonTlsContext(), found);
    if (context.hasSessionTicketKeysSdsSecretConfig()) {
      found.add(context.getSessionTicketKeysSdsSecretConfig());
    }
  }

  private static void add(CommonTlsContext context, List<SdsSecretConfig> found) {
    found.addAll(context.getTlsCertificateSdsSecretConfigsList());
    if (context.hasValidationContextSdsSecretConfig()) {
      found.add(context.getValidationContextSdsSecretConfig());
    }
    if (context.getCombinedValidationContext().hasValidationContextSdsSecretConfig()) {
      found.add(context.getCombinedValidationContext().getValidationContextSdsSecretConfig());
    }
  }
}
