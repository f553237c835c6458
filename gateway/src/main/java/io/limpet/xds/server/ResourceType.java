package io.limpet.xds.server;

import com.google.protobuf.Message;
import io.limpet.xds.resources.Resources;
import java.util.NavigableMap;
import java.util.Optional;

/// The types that are served, in the order in which they are sent: what is named goes before what
/// names it, so that no request meets a gap (xds_protocol.rst, "Eventual consistency
/// considerations").
public enum ResourceType {
  CLUSTER("envoy.config.cluster.v3.Cluster", "cds", "cluster") {
    @Override
    NavigableMap<String, ? extends Message> of(Resources resources) {
      return resources.clusters();
    }
  },
  ENDPOINTS("envoy.config.endpoint.v3.ClusterLoadAssignment", "eds", "endpoint") {
    @Override
    NavigableMap<String, ? extends Message> of(Resources resources) {
      return resources.endpoints();
    }
  },
  LISTENER("envoy.config.listener.v3.Listener", "lds", "listener") {
    @Override
    NavigableMap<String, ? extends Message> of(Resources resources) {
      return resources.listeners();
    }
  },
  ROUTES("envoy.config.route.v3.RouteConfiguration", "rds", "route") {
    @Override
    NavigableMap<String, ? extends Message> of(Resources resources) {
      return resources.routes();
    }
  },
  SECRET("envoy.extensions.transport_sockets.tls.v3.Secret", "sds", "secret") {
    @Override
    NavigableMap<String, ? extends Message> of(Resources resources) {
      return resources.secrets();
    }
  },
  EXTENSION("envoy.config.core.v3.TypedExtensionConfig", "ecds", "extensionconfig") {
    @Override
    NavigableMap<String, ? extends Message> of(Resources resources) {
      return resources.extensions();
    }
  };

  private static final String PREFIX = "type.googleapis.com/";

  private final String url;
  private final String shortName;
  private final String word;

  ResourceType(String name, String shortName, String word) {
    this.url = PREFIX + name;
    this.shortName = shortName;
    this.word = word;
  }

  static Optional<ResourceType> of(String url) {
    for (ResourceType type : values()) {
      if (type.url.equals(url)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /// Those of this type.
  abstract NavigableMap<String, ? extends Message> of(Resources resources);

  public String url() {
    return url;
  }

  /// What the discovery service of this type is called, such as `cds`.
  public String shortName() {
    return shortName;
  }

  /// What istiod's `/debug/syncz` begins a field with.
  public String word() {
    return word;
  }

  /// A request without names asks for all there are, and a whole list without one of them deletes
  /// it.
  boolean wildcard() {
    return this == CLUSTER || this == LISTENER;
  }

  /// Taken away only when nothing can use it any more: routes that a gateway still has may lead to
  /// it.
  boolean leavesLast() {
    return this == CLUSTER || this == ENDPOINTS;
  }
}
