package io.limpet.admin;

import com.fasterxml.jackson.core.JsonGenerator;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.limpet.model.Resource;
import io.limpet.model.istio.ServiceEntry;
import io.limpet.model.kubernetes.Service;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// `/debug/registryz`, `/debug/endpointz` and `/debug/configz`: what the control plane knows. The
/// endpoints are those that the gateway of the flags is told, by host and port.
final class RegistryPages {
  private static final String SHARD = "Kubernetes/Kubernetes";
  private static final int HOST = 3; // outbound|80|subset|host

  private final ControlView view;

  RegistryPages(ControlView view) {
    this.view = view;
  }

  Answer services(Query query) {
    return Answer.json(
        Json.array(
            out -> {
              for (Resource each : view.resources().get()) {
                if (each instanceof Service service) {
                  service(service, out);
                } else if (each instanceof ServiceEntry entry) {
                  for (String host : entry.hosts()) {
                    entry(entry, host, out);
                  }
                }
              }
            }));
  }

  private static void service(Service service, JsonGenerator out) throws IOException {
    out.writeStartObject();
    attributes(service, "Kubernetes", service.metadata().name(), out);
    out.writeArrayFieldStart("ports");
    for (Service.Port port : service.ports()) {
      port(port.name(), port.port(), out);
    }
    out.writeEndArray();
    out.writeStringField(
        "hostname",
        service.metadata().name() + "." + service.metadata().namespace() + ".svc.cluster.local");
    out.writeStringField("clusterIP", service.clusterIp());
    out.writeEndObject();
  }

  private static void entry(ServiceEntry entry, String host, JsonGenerator out) throws IOException {
    out.writeStartObject();
    attributes(entry, "External", host, out);
    out.writeArrayFieldStart("ports");
    for (ServiceEntry.Port port : entry.ports()) {
      port(port.name(), port.number(), out);
    }
    out.writeEndArray();
    out.writeStringField("hostname", host);
    out.writeStringField("resolution", entry.resolution().name());
    out.writeEndObject();
  }

  private static void attributes(Resource of, String registry, String name, JsonGenerator out)
      throws IOException {
    out.writeObjectFieldStart("Attributes");
    out.writeStringField("ServiceRegistry", registry);
    out.writeStringField("Name", name);
    out.writeStringField("Namespace", of.metadata().namespace());
    Json.texts(out, "Labels", of.metadata().labels());
    out.writeEndObject();
  }

  private static void port(String name, int number, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("name", name);
    out.writeNumberField("port", number);
    out.writeEndObject();
  }

  Answer endpoints(Query query) {
    Map<String, List<ClusterLoadAssignment>> byHost = new TreeMap<>();
    for (ClusterLoadAssignment each : view.usual().get().resources().endpoints().values()) {
      String[] parts = each.getClusterName().split("\\|", -1);
      String host = parts.length > HOST ? parts[HOST] : each.getClusterName();
      byHost.computeIfAbsent(host, _ -> new ArrayList<>()).add(each);
    }
    return Answer.json(
        Json.object(
            out -> {
              for (Map.Entry<String, List<ClusterLoadAssignment>> host : byHost.entrySet()) {
                out.writeObjectFieldStart(host.getKey());
                out.writeObjectFieldStart("Shards");
                out.writeArrayFieldStart(SHARD);
                for (ClusterLoadAssignment each : host.getValue()) {
                  endpoints(each, out);
                }
                out.writeEndArray();
                out.writeEndObject();
                out.writeEndObject();
              }
            }));
  }

  private static void endpoints(ClusterLoadAssignment assignment, JsonGenerator out)
      throws IOException {
    for (LocalityLbEndpoints group : assignment.getEndpointsList()) {
      for (LbEndpoint each : group.getLbEndpointsList()) {
        SocketAddress address = each.getEndpoint().getAddress().getSocketAddress();
        out.writeStartObject();
        out.writeArrayFieldStart("Addresses");
        out.writeString(address.getAddress());
        out.writeEndArray();
        out.writeNumberField("EndpointPort", address.getPortValue());
        out.writeStringField("Cluster", assignment.getClusterName());
        out.writeStringField("HealthStatus", each.getHealthStatus().name());
        out.writeEndObject();
      }
    }
  }

  Answer resources(Query query) {
    return Answer.json(
        Json.array(
            out -> {
              for (Resource each : view.resources().get()) {
                out.writeStartObject();
                out.writeStringField("kind", each.id().kind().toString());
                out.writeStringField("name", each.metadata().name());
                out.writeStringField("namespace", each.metadata().namespace());
                out.writeStringField("origin", each.origin().toString());
                out.writeEndObject();
              }
            }));
  }
}
