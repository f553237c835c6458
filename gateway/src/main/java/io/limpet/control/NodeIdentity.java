package io.limpet.control;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.limpet.mesh.GatewayProxy;
import io.limpet.mesh.Locality;
import io.limpet.xds.server.RefusedNodeException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Which gateway a node is, by what Istio's agent writes into it (`pkg/bootstrap/config.go`): an id
/// `router~IP~POD.NAMESPACE~DOMAIN`, a locality, and as metadata its labels, its namespace and
/// whether its Pod is unprivileged. Whatever it does not say is as for the gateway of the flags: an
/// Envoy without an agent is served too.
final class NodeIdentity {
  private static final int PARTS = 4;

  private NodeIdentity() {}

  static GatewayProxy of(Node node, GatewayProxy otherwise) throws RefusedNodeException {
    String[] id = node.getId().split("~", -1);
    boolean istio = id.length == PARTS;
    if (istio && !id[0].equals("router")) {
      throw new RefusedNodeException(
          "node %s is a %s; only gateways (router~…) are served".formatted(node.getId(), id[0]));
    }
    Struct metadata = node.getMetadata();
    String namespace = text(metadata, "NAMESPACE");
    if (namespace.isEmpty() && istio) {
      namespace = id[2].substring(id[2].indexOf('.') + 1);
    }
    Map<String, String> labels = labels(metadata);
    return new GatewayProxy(
        namespace.isEmpty() ? otherwise.namespace() : namespace,
        labels.isEmpty() ? otherwise.labels() : labels,
        locality(node, otherwise.locality()),
        otherwise.unprivileged() || text(metadata, "UNPRIVILEGED_POD").equals("true"));
  }

  private static @Nullable Locality locality(Node node, @Nullable Locality otherwise) {
    var said = node.getLocality();
    return said.getRegion().isEmpty()
        ? otherwise
        : new Locality(said.getRegion(), said.getZone(), said.getSubZone());
  }

  private static String text(Struct fields, String name) {
    return fields.getFieldsOrDefault(name, Value.getDefaultInstance()).getStringValue();
  }

  private static Map<String, String> labels(Struct metadata) {
    Map<String, String> labels = new TreeMap<>();
    metadata
        .getFieldsOrDefault("LABELS", Value.getDefaultInstance())
        .getStructValue()
        .getFieldsMap()
        .forEach((name, value) -> labels.put(name, value.getStringValue()));
    return labels;
  }
}
