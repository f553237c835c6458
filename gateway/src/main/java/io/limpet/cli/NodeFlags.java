package io.limpet.cli;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.limpet.mesh.GatewayProxy;
import io.limpet.mesh.IstioVersion;
import io.limpet.mesh.Locality;
import io.limpet.xds.resources.MessageJson;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/// Who `gateway` says it is.
final class NodeFlags {
  /// Says that messages of `limpet.v1` are understood, which no Envoy knows.
  private static final String EXTENSIONS = "LIMPET_EXTENSIONS";

  private static final String EXTENSIONS_VERSION = "v1";

  /// The parts of an id in Istio's form.
  private static final int PARTS = 4;

  private static final int ADDRESS = 1;
  private static final int POD = 2;

  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = {"--node", "--service-node"},
      paramLabel = "ID",
      defaultValue = "",
      description =
          "Who we say we are, where the file does not (node.id). Istio's form is"
              + " router~IP~POD.NAMESPACE~NAMESPACE.svc.cluster.local, and istiod finds our Pod and"
              + " its Services by it.")
  private String id;

  @Option(
      names = "--service-cluster",
      paramLabel = "NAME",
      defaultValue = "",
      description = "The cluster we say we are of, where the file does not (node.cluster).")
  private String cluster;

  @Option(
      names = "--node-metadata",
      paramLabel = "KEY=VALUE",
      description =
          "More of the node's metadata, such as CLUSTER_ID=east, before what follows from the other"
              + " flags; a value may be JSON; repeat for more.")
  private List<String> metadata = List.of();

  @Option(
      names = "--proxy-labels",
      split = ",",
      paramLabel = "KEY=VALUE",
      description =
          "With --xds: labels of this gateway, which the selectors of Gateways look for (default:"
              + " app=istio-ingress,istio=ingressgateway).")
  private Map<String, String> labels = Map.of();

  @Option(
      names = "--proxy-namespace",
      paramLabel = "NAME",
      defaultValue = "",
      description =
          "With --xds: namespace of this gateway (default: as --node says, or istio-ingress).")
  private String namespace;

  @Option(
      names = "--proxy-locality",
      paramLabel = "REGION/ZONE",
      description = "With --xds: where this gateway runs; else its Pod and Node say so.")
  private @Nullable String locality;

  /// A gateway without a file, in the words of Istio's agent.
  Node asked() {
    String[] parts = id.split("~", -1);
    boolean istios = parts.length == PARTS;
    GatewayProxy proxy = proxy(istios ? namespace(parts[POD]) : "");
    GatewayNode node = GatewayNode.of(proxy, IstioVersion.NEWEST.toString());
    if (istios) {
      node = node.at(name(parts[POD]), parts[ADDRESS]);
    }
    Node.Builder said = node.node().toBuilder();
    if (!id.isEmpty()) {
      said.setId(id);
    }
    if (!cluster.isEmpty()) {
      said.setCluster(cluster);
    }
    return told(said);
  }

  private static String namespace(String pod) {
    return pod.substring(pod.indexOf('.') + 1);
  }

  private static String name(String pod) {
    int dot = pod.indexOf('.');
    return dot < 0 ? pod : pod.substring(0, dot);
  }

  private GatewayProxy proxy(String ofId) {
    GatewayProxy usual = GatewayProxy.DEFAULT;
    String said = namespace.isEmpty() ? ofId : namespace;
    return new GatewayProxy(
        said.isEmpty() ? usual.namespace() : said,
        labels.isEmpty() ? usual.labels() : labels,
        locality == null ? null : Locality.parse(locality));
  }

  /// A file's node. The flags fill in what it leaves out.
  Node written(Node file) {
    Node.Builder node =
        file.toBuilder().setUserAgentName("limpet").setUserAgentVersion(Version.text());
    if (node.getId().isEmpty()) {
      node.setId(id);
    }
    if (node.getCluster().isEmpty()) {
      node.setCluster(cluster);
    }
    return told(node);
  }

  private Node told(Node.Builder node) {
    Struct.Builder all = node.getMetadataBuilder();
    all.putFields(EXTENSIONS, text(EXTENSIONS_VERSION));
    for (String each : metadata) {
      int equals = each.indexOf('=');
      if (equals <= 0) {
        throw usage("--node-metadata " + each + ": say KEY=VALUE");
      }
      all.putFields(each.substring(0, equals), value(each.substring(equals + 1), each));
    }
    return node.build();
  }

  private Value value(String said, String flag) {
    if (!said.startsWith("{") && !said.startsWith("[")) {
      return text(said);
    }
    Value.Builder value = Value.newBuilder();
    try {
      MessageJson.readWhole(said, value);
      return value.build();
    } catch (InvalidProtocolBufferException broken) {
      throw usage("--node-metadata " + flag + ": is no JSON: " + broken.getMessage());
    }
  }

  private static Value text(String text) {
    return Value.newBuilder().setStringValue(text).build();
  }

  private ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
