package io.limpet.mesh.building.gateways;

import io.limpet.model.istio.VirtualService;
import java.util.List;

/// The Gateways that a VirtualService names, as `namespace/name`.
public final class GatewayReferences {
  /// Stands for the sidecars, not for a Gateway.
  private static final String MESH = "mesh";

  private GatewayReferences() {}

  /// Those that the whole VirtualService is bound to.
  public static List<String> bound(VirtualService service) {
    return resolve(service.gateways(), service.metadata().namespace());
  }

  /// `name`, `./name`, `namespace/name`, and the old `name.namespace[.svc…]`.
  public static List<String> resolve(List<String> names, String namespace) {
    return names.stream()
        .filter(name -> !name.equals(MESH))
        .map(name -> resolve(name, namespace))
        .toList();
  }

  private static String resolve(String name, String namespace) {
    int slash = name.indexOf('/');
    if (slash >= 0) {
      return name.startsWith("./") ? namespace + name.substring(1) : name;
    }
    String[] parts = name.split("\\.", 3);
    return parts.length == 1 ? namespace + "/" + name : parts[1] + "/" + parts[0];
  }
}
