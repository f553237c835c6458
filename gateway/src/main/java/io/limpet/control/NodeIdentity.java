package io.limpet.control;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.Value.KindCase;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.limpet.mesh.GatewayProxy;
import io.limpet.mesh.Locality;
import io.limpet.xds.server.RefusedNodeException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Which gateway a node is, by what Istio's agent writes into it (`pkg/bootstrap/config.go`): an id
/// `router~IP~POD.NAMESPACE~DOMAIN`, a locality, and as metadata its labels, its namespace, whether
/// its Pod is unprivileged, and whatever EnvoyFilters ask for, such as its version. Whatever it
/// does not say is as for the gateway of the flags: an Envoy without an agent is served too.
final class NodeIdentity {
  private static final int PARTS = 4;

  /// What each Pod says otherwise: to keep it would make every Pod a kind of gateways of its own.
  private static final Set<String> OF_ONE_POD = Set.of("INSTANCE_IPS", "NAME", "NODE_NAME");

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
        otherwise.unprivileged() || text(metadata, "UNPRIVILEGED_POD").equals("true"),
        texts(metadata));
  }

  /// Only texts can be asked for (`proxyMatch` in Istio's `pilot/pkg/model/envoyfilter.go`).
  private static Map<String, String> texts(Struct metadata) {
    Map<String, String> texts = new TreeMap<>();
    metadata
        .getFieldsMap()
        .forEach(
            (name, value) -> {
              if (value.getKindCase() == KindCase.STRING_VALUE && !OF_ONE_POD.contains(name)) {
                texts.put(name, value.getStringValue());
              }
            });
    return texts;
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
