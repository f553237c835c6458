package io.limpet.proxy.plan;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.TransportSocketMatch;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.envoyproxy.envoy.extensions.transport_sockets.raw_buffer.v3.RawBuffer;
import java.util.Map;

/// Which endpoints are to be spoken to in plain text, the only way that the proxy speaks.
///
/// As Envoy chooses (source/common/upstream/transport_socket_match_impl.cc): the first of
/// `transport_socket_matches` whose every criterion stands in the endpoint's metadata, or in its
/// locality's where the endpoint has none; else the cluster's `transport_socket`; else plain text.
record TransportSockets(Cluster cluster) {
  private static final String METADATA = "envoy.transport_socket_match";
  static final String RAW_BUFFER = "envoy.transport_sockets.raw_buffer";

  boolean isPlainText(LbEndpoint endpoint, LocalityLbEndpoints group) {
    if (cluster.getTransportSocketMatchesCount() == 0) {
      return isPlainText();
    }
    Struct facts = facts(endpoint.hasMetadata() ? endpoint.getMetadata() : group.getMetadata());
    for (TransportSocketMatch match : cluster.getTransportSocketMatchesList()) {
      if (holds(match.getMatch().getFieldsMap(), facts)) {
        return isPlainText(match.getTransportSocket());
      }
    }
    return isPlainText();
  }

  /// What holds for endpoints that no match is about.
  boolean isPlainText() {
    return !cluster.hasTransportSocket() || isPlainText(cluster.getTransportSocket());
  }

  private static boolean isPlainText(TransportSocket socket) {
    return socket.hasTypedConfig()
        ? socket.getTypedConfig().is(RawBuffer.class)
        : socket.getName().equals(RAW_BUFFER);
  }

  private static Struct facts(Metadata metadata) {
    return metadata.getFilterMetadataOrDefault(METADATA, Struct.getDefaultInstance());
  }

  private static boolean holds(Map<String, Value> criteria, Struct facts) {
    for (Map.Entry<String, Value> criterion : criteria.entrySet()) {
      if (!criterion.getValue().equals(facts.getFieldsMap().get(criterion.getKey()))) {
        return false;
      }
    }
    return true;
  }
}
