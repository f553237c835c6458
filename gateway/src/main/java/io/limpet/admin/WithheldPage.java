package io.limpet.admin;

import com.fasterxml.jackson.core.JsonGenerator;
import io.limpet.xds.server.Withheld;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/// `/debug/withheld`: what no gateway is told since it would refuse it, and why. istiod sends such
/// resources, so it has no such page.
final class WithheldPage {
  private final ControlView view;

  WithheldPage(ControlView view) {
    this.view = view;
  }

  Answer list(Query query) {
    return Answer.json(
        Json.array(
            out -> {
              for (Map.Entry<String, List<Withheld>> kind : view.withheld().get().entrySet()) {
                for (Withheld each : kind.getValue()) {
                  write(kind.getKey(), each, out);
                }
              }
            }));
  }

  private static void write(String gateways, Withheld each, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("gateways", gateways);
    out.writeStringField("type", each.type().url());
    out.writeStringField("name", each.name());
    out.writeStringField("field", each.path());
    out.writeStringField("error", each.text());
    out.writeBooleanField("lastGoodServed", each.served());
    out.writeEndObject();
  }
}
