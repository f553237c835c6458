package io.limpet.model.gatewayapi;

import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.fields.Fields;
import io.limpet.model.gatewayapi.KubernetesGateway.Address;
import io.limpet.model.gatewayapi.KubernetesGateway.Listener;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads a Gateway of the Gateway API.
public final class KubernetesGatewayReader {
  private KubernetesGatewayReader() {}

  public static @Nullable KubernetesGateway read(
      Fields document, Metadata metadata, Origin origin) {
    return document.requiredPart("spec", spec -> spec(spec, metadata, origin));
  }

  private static KubernetesGateway spec(Fields spec, Metadata metadata, Origin origin) {
    spec.notCarriedOut("infrastructure", "defaultScope");
    Object _ = spec.take("allowedListeners");
    String className = spec.requiredText("gatewayClassName");
    List<Listener> listeners = spec.items("listeners", ListenerReader::read);
    if (!spec.has("listeners")) {
      spec.refuse("listeners", "missing-field", "is missing; write at least one");
    }
    checkUnique(spec, listeners);
    return new KubernetesGateway(
        metadata,
        origin,
        className,
        spec.allItems("addresses", KubernetesGatewayReader::address),
        listeners,
        clientValidation(spec));
  }

  /// An API server refuses two that cannot be told from one another.
  private static void checkUnique(Fields spec, List<Listener> listeners) {
    Set<String> names = new HashSet<>();
    Set<List<Object>> places = new HashSet<>();
    for (Listener each : listeners) {
      if (!names.add(each.name())) {
        spec.report(
            "listeners",
            "listener-twice",
            "has two of the name " + each.name() + ", and a cluster refuses that; rename one");
      }
      if (!places.add(List.of(each.port(), each.protocol(), each.hostname()))) {
        spec.report(
            "listeners",
            "listener-twice",
            "has two with port "
                + each.port()
                + ", protocol "
                + each.protocol()
                + " and hostname \""
                + each.hostname()
                + "\", and a cluster refuses that; remove one");
      }
    }
  }

  private static Address address(Fields address) {
    String type = address.text("type");
    return new Address(type.isEmpty() ? "IPAddress" : type, address.requiredText("value"));
  }

  /// Whether callers are asked for certificates. What is wrong or unknown here must not open the
  /// gateway to callers without one, so only the presence counts.
  private static boolean clientValidation(Fields spec) {
    Boolean asked =
        spec.block(
            "tls",
            tls -> {
              tls.notCarriedOut("backend");
              return tls.has("frontend");
            });
    return Boolean.TRUE.equals(asked);
  }
}
