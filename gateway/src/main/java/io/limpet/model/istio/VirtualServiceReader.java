package io.limpet.model.istio;

import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.fields.Fields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads a VirtualService.
public final class VirtualServiceReader {
  private VirtualServiceReader() {}

  public static @Nullable VirtualService read(Fields document, Metadata metadata, Origin origin) {
    return document.requiredPart(
        "spec",
        spec -> {
          List<String> hosts = spec.texts("hosts");
          VirtualService service =
              new VirtualService(
                  metadata,
                  origin,
                  hosts,
                  spec.texts("gateways"),
                  spec.texts("exportTo"),
                  spec.items("http", route -> HttpRouteReader.read(route, hosts.isEmpty())),
                  spec.items("tls", route -> L4RouteReader.tls(route, hosts)),
                  spec.items("tcp", L4RouteReader::tcp));
          VirtualServiceRules.check(spec, service);
          return service;
        });
  }
}
