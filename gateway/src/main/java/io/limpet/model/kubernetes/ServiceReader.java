package io.limpet.model.kubernetes;

import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.fields.Fields;
import io.limpet.model.fields.Labels;
import io.limpet.model.kubernetes.Service.InternalTrafficPolicy;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads a Service.
public final class ServiceReader {
  private static final Map<String, Service.Type> TYPES =
      Fields.words(Service.Type.values(), Service.Type::text);
  private static final Map<String, InternalTrafficPolicy> INTERNAL_POLICIES =
      Fields.words(InternalTrafficPolicy.values(), InternalTrafficPolicy::text);
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "allocateLoadBalancerNodePorts",
          "clusterIPs",
          "externalIPs",
          "externalTrafficPolicy",
          "healthCheckNodePort",
          "ipFamilies",
          "ipFamilyPolicy",
          "loadBalancerClass",
          "loadBalancerIP",
          "loadBalancerSourceRanges",
          "sessionAffinityConfig",
          "topologyKeys");

  private ServiceReader() {}

  public static @Nullable Service read(Fields document, Metadata metadata, Origin origin) {
    return document.requiredPart("spec", spec -> spec(spec, metadata, origin));
  }

  private static Service spec(Fields spec, Metadata metadata, Origin origin) {
    spec.known(WITHOUT_EFFECT);
    if (spec.text("sessionAffinity").equals("ClientIP")) {
      spec.warn(
          "sessionAffinity",
          "no-effect",
          "has no effect on what comes through a gateway; write a DestinationRule with"
              + " consistentHash.useSourceIp");
    }
    return new Service(
        metadata,
        origin,
        spec.word("type", TYPES, Service.Type.CLUSTER_IP),
        spec.text("clusterIP"),
        Labels.selector(spec, "selector"),
        spec.items("ports", ServiceReader::port),
        spec.text("trafficDistribution"),
        spec.word("internalTrafficPolicy", INTERNAL_POLICIES, InternalTrafficPolicy.CLUSTER),
        spec.truth("publishNotReadyAddresses"),
        spec.text("externalName"));
  }

  private static Service.Port port(Fields port) {
    int number = port.requiredPort("port");
    PortReference target = Ports.reference(port, "targetPort");
    return new Service.Port(
        port.text("name"),
        number,
        target == null ? new PortReference.Numbered(number) : target,
        Ports.protocol(port),
        port.text("appProtocol"),
        port.number("nodePort", 0, 65535, 0));
  }
}
