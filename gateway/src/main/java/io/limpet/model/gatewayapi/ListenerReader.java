package io.limpet.model.gatewayapi;

import io.limpet.model.fields.Fields;
import io.limpet.model.gatewayapi.KubernetesGateway.AllowedRoutes;
import io.limpet.model.gatewayapi.KubernetesGateway.From;
import io.limpet.model.gatewayapi.KubernetesGateway.GroupKind;
import io.limpet.model.gatewayapi.KubernetesGateway.Listener;
import io.limpet.model.gatewayapi.KubernetesGateway.Tls;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads a listener, with the rules that the API's schema has for it.
final class ListenerReader {
  private static final Map<String, From> FROM =
      Map.of("All", From.ALL, "Same", From.SAME, "Selector", From.SELECTOR, "None", From.NONE);
  private static final Map<String, Boolean> PASSTHROUGH =
      Map.of("Terminate", false, "Passthrough", true);
  private static final Set<String> WITHOUT_TLS = Set.of("HTTP", "TCP", "UDP");
  private static final Set<String> WITHOUT_HOSTNAME = Set.of("TCP", "UDP");
  private static final AllowedRoutes OWN_NAMESPACE = new AllowedRoutes(From.SAME, null, List.of());

  private ListenerReader() {}

  static Listener read(Fields listener) {
    String name = listener.requiredText("name");
    String protocol = listener.requiredText("protocol");
    String hostname = Texts.hostname(listener, "hostname");
    Tls tls = listener.part("tls", ListenerReader::tls);
    AllowedRoutes allowed = listener.part("allowedRoutes", ListenerReader::allowed);
    if (tls != null && WITHOUT_TLS.contains(protocol)) {
      listener.refuse(
          "tls",
          "tls-not-allowed",
          "cannot stand beside the protocol " + protocol + "; remove it, or write HTTPS or TLS");
    }
    if (tls != null && tls.passthrough() && protocol.equals("HTTPS")) {
      listener.refuse(
          "tls", "tls-not-allowed", "passes TLS on, which HTTPS cannot; write the protocol TLS");
    }
    if (!hostname.isEmpty() && WITHOUT_HOSTNAME.contains(protocol)) {
      listener.refuse(
          "hostname",
          "hostname-not-allowed",
          "cannot stand beside the protocol " + protocol + ", which names no hosts; remove it");
    }
    return new Listener(
        name,
        hostname,
        listener.requiredPort("port"),
        protocol,
        tls,
        allowed == null ? OWN_NAMESPACE : allowed);
  }

  private static Tls tls(Fields tls) {
    boolean passthrough = tls.word("mode", PASSTHROUGH, false);
    Tls read =
        new Tls(
            passthrough,
            tls.allItems("certificateRefs", References::secret),
            tls.textMap("options"));
    if (!passthrough
        && tls.sound()
        && read.certificateRefs().isEmpty()
        && read.options().isEmpty()) {
      tls.refuse(
          "certificateRefs", "missing-field", "is missing; name the Secret with the certificate");
    }
    return read;
  }

  private static AllowedRoutes allowed(Fields routes) {
    AllowedRoutes namespaces = routes.part("namespaces", ListenerReader::namespaces);
    List<GroupKind> kinds = routes.allItems("kinds", ListenerReader::kind);
    return namespaces == null
        ? new AllowedRoutes(From.SAME, null, kinds)
        : new AllowedRoutes(namespaces.from(), namespaces.selector(), kinds);
  }

  private static AllowedRoutes namespaces(Fields namespaces) {
    From from = namespaces.word("from", FROM, From.SAME);
    @Nullable LabelSelector selector = namespaces.part("selector", LabelSelectorReader::read);
    if (from == From.SELECTOR && selector == null && namespaces.sound()) {
      namespaces.refuse(
          "selector", "missing-field", "is missing; write the labels of the namespaces");
    }
    return new AllowedRoutes(from, selector, List.of());
  }

  private static GroupKind kind(Fields kind) {
    return new GroupKind(
        kind.has("group") ? kind.text("group") : References.GATEWAY_API, kind.requiredText("kind"));
  }
}
