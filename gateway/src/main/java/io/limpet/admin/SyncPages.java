package io.limpet.admin;

import com.fasterxml.jackson.core.JsonGenerator;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.limpet.xds.server.NodeNames;
import io.limpet.xds.server.Progress;
import io.limpet.xds.server.ResourceType;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// `/debug/syncz`, `/debug/adsz` and `/debug/connections`: which gateways are connected, what they
/// asked for, and whether they took what they were told.
final class SyncPages {
  /// Go's time before any.
  private static final String NEVER = "0001-01-01T00:00:00Z";

  private final ControlView view;

  SyncPages(ControlView view) {
    this.view = view;
  }

  private List<Progress> streams() {
    return view.streams().get().stream()
        .sorted(Comparator.comparing(each -> NodeNames.proxy(each.node())))
        .toList();
  }

  Answer syncz(Query query) {
    return Answer.json(
        Json.array(
            out -> {
              for (Progress each : streams()) {
                out.writeStartObject();
                sync(each, out);
                out.writeEndObject();
              }
            }));
  }

  private static void sync(Progress stream, JsonGenerator out) throws IOException {
    Node node = stream.node();
    field("cluster_id", NodeNames.metadata(node, "CLUSTER_ID"), out);
    field("proxy", NodeNames.proxy(node), out);
    field("proxy_type", NodeNames.type(node), out);
    field("proxy_version", NodeNames.version(node), out);
    field("istio_version", NodeNames.metadata(node, "ISTIO_VERSION"), out);
    for (Map.Entry<ResourceType, Progress.OfType> each : stream.types().entrySet()) {
      field(each.getKey().word() + "_sent", each.getValue().sent(), out);
      field(each.getKey().word() + "_acked", each.getValue().taken(), out);
    }
    out.writeObjectFieldStart("resources");
    for (Map.Entry<ResourceType, Progress.OfType> each : stream.types().entrySet()) {
      Progress.OfType type = each.getValue();
      out.writeObjectFieldStart(each.getKey().url());
      field("sent", type.sent(), out);
      field("acked", type.taken(), out);
      out.writeStringField("sentTime", type.sent().isEmpty() ? NEVER : type.at().toString());
      field("lastError", type.error(), out);
      out.writeEndObject();
    }
    out.writeEndObject();
  }

  /// istiod leaves out what is empty.
  private static void field(String name, String text, JsonGenerator out) throws IOException {
    if (!text.isEmpty()) {
      out.writeStringField(name, text);
    }
  }

  Answer adsz(Query query) {
    return clients(SyncPages::client);
  }

  private static void client(Progress stream, JsonGenerator out) throws IOException {
    inShort(stream, out);
    out.writeStringField("api", stream.differences() ? "DELTA_GRPC" : "GRPC");
    out.writeObjectFieldStart("watches");
    for (Map.Entry<ResourceType, Progress.OfType> each : stream.types().entrySet()) {
      out.writeNumberField(each.getKey().url(), each.getValue().names());
    }
    out.writeEndObject();
  }

  Answer connections(Query query) {
    return clients(SyncPages::inShort);
  }

  /// What is written of one gateway.
  private interface Entry {
    void write(Progress stream, JsonGenerator out) throws IOException;
  }

  private Answer clients(Entry entry) {
    List<Progress> streams = streams();
    return Answer.json(
        Json.object(
            out -> {
              out.writeNumberField("totalClients", streams.size());
              out.writeArrayFieldStart("clients");
              for (Progress each : streams) {
                out.writeStartObject();
                entry.write(each, out);
                out.writeEndObject();
              }
              out.writeEndArray();
            }));
  }

  private static void inShort(Progress stream, JsonGenerator out) throws IOException {
    out.writeStringField("connectionId", stream.node().getId());
    out.writeStringField("connectedAt", stream.since().toString());
  }
}
