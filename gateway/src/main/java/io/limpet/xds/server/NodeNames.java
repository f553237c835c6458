package io.limpet.xds.server;

import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Node;

/// What istiod's pages call a gateway, by its node.
public final class NodeNames {
  private NodeNames() {}

  /// `POD.NAMESPACE`, the third part of an id that Istio's agent made; another id as it is.
  public static String proxy(Node node) {
    String[] parts = node.getId().split("~", -1);
    return parts.length == 4 ? parts[2] : node.getId();
  }

  public static String type(Node node) {
    int end = node.getId().indexOf('~');
    return end < 0 ? "" : node.getId().substring(0, end);
  }

  public static String metadata(Node node, String name) {
    return node.getMetadata().getFieldsOrDefault(name, Value.getDefaultInstance()).getStringValue();
  }

  /// Of the Envoy, or of whatever else it is.
  public static String version(Node node) {
    if (node.hasUserAgentBuildVersion()) {
      var number = node.getUserAgentBuildVersion().getVersion();
      return number.getMajorNumber() + "." + number.getMinorNumber() + "." + number.getPatch();
    }
    return node.getUserAgentVersion();
  }
}
