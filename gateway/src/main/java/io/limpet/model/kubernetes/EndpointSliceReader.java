package io.limpet.model.kubernetes;

import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.fields.Addresses;
import io.limpet.model.fields.Fields;
import io.limpet.model.kubernetes.EndpointSlice.AddressType;
import io.limpet.model.kubernetes.EndpointSlice.Conditions;
import io.limpet.model.kubernetes.EndpointSlice.Endpoint;
import io.limpet.model.kubernetes.EndpointSlice.Target;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads an EndpointSlice. Loopback addresses are read, which an API server refuses: Limpet's own
/// pods have them.
public final class EndpointSliceReader {
  private static final Map<String, AddressType> ADDRESS_TYPES =
      Fields.words(AddressType.values(), AddressType::text);

  private EndpointSliceReader() {}

  public static EndpointSlice read(Fields document, Metadata metadata, Origin origin) {
    if (!document.has("addressType")) {
      document.refuse("addressType", "missing-field", "is missing; write IPv4, IPv6 or FQDN");
    }
    AddressType type = document.word("addressType", ADDRESS_TYPES, AddressType.IPV4);
    return new EndpointSlice(
        metadata,
        origin,
        type,
        document.items("ports", EndpointSliceReader::port),
        document.items("endpoints", endpoint -> endpoint(endpoint, type)));
  }

  private static EndpointSlice.Port port(Fields port) {
    return new EndpointSlice.Port(
        port.text("name"), port.port("port"), Ports.protocol(port), port.text("appProtocol"));
  }

  private static Endpoint endpoint(Fields endpoint, AddressType type) {
    endpoint.known(Set.of("deprecatedTopology", "hints"));
    Conditions conditions = endpoint.part("conditions", EndpointSliceReader::conditions);
    return new Endpoint(
        addresses(endpoint, type),
        conditions == null ? Conditions.UNKNOWN : conditions,
        endpoint.text("hostname"),
        endpoint.text("nodeName"),
        endpoint.text("zone"),
        endpoint.block("targetRef", EndpointSliceReader::target));
  }

  private static List<String> addresses(Fields endpoint, AddressType type) {
    List<String> addresses = endpoint.texts("addresses");
    if (addresses.isEmpty() && endpoint.sound()) {
      endpoint.refuse("addresses", "missing-field", "has no address; write at least one");
    }
    if (type != AddressType.FQDN) {
      for (String address : addresses) {
        Addresses.check(endpoint, "addresses", address);
      }
    }
    return addresses;
  }

  private static Conditions conditions(Fields conditions) {
    return new Conditions(
        conditions.optionalTruth("ready"),
        conditions.optionalTruth("serving"),
        conditions.optionalTruth("terminating"));
  }

  private static Target target(Fields target) {
    target.known(Set.of("apiVersion", "fieldPath", "resourceVersion"));
    return new Target(
        target.text("kind"), target.text("namespace"), target.text("name"), target.text("uid"));
  }
}
