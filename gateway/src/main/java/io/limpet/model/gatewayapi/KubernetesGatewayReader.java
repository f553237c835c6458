package io.limpet.model.gatewayapi;

import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.fields.Fields;
import io.limpet.model.gatewayapi.KubernetesGateway.Address;
import io.limpet.model.gatewayapi.KubernetesGateway.From;
import io.limpet.model.gatewayapi.KubernetesGateway.Listener;
import io.limpet.model.gatewayapi.KubernetesGateway.NamespaceChoice;
import java.util.List;
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
    String className = spec.requiredText("gatewayClassName");
    List<Listener> listeners = spec.items("listeners", ListenerReader::read);
    if (!spec.has("listeners")) {
      spec.refuse("listeners", "missing-field", "is missing; write at least one");
    }
    ListenerReader.checkUnique(spec, listeners);
    NamespaceChoice allowed = spec.part("allowedListeners", KubernetesGatewayReader::allowed);
    FrontendTls frontend = spec.part("tls", FrontendTlsReader::read);
    return new KubernetesGateway(
        metadata,
        origin,
        className,
        spec.allItems("addresses", KubernetesGatewayReader::address),
        listeners,
        allowed == null ? NamespaceChoice.NONE : allowed,
        frontend == null ? FrontendTls.NONE : frontend);
  }

  private static NamespaceChoice allowed(Fields allowed) {
    NamespaceChoice namespaces =
        allowed.part("namespaces", each -> ListenerReader.namespaces(each, From.NONE));
    return namespaces == null ? NamespaceChoice.NONE : namespaces;
  }

  private static Address address(Fields address) {
    String type = address.text("type");
    return new Address(type.isEmpty() ? "IPAddress" : type, address.requiredText("value"));
  }
}
