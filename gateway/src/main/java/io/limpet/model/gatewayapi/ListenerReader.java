package io.limpet.model.gatewayapi;

import io.limpet.model.fields.Fields;
import io.limpet.model.gatewayapi.FrontendTls.Validation;
import io.limpet.model.gatewayapi.KubernetesGateway.AllowedRoutes;
import io.limpet.model.gatewayapi.KubernetesGateway.From;
import io.limpet.model.gatewayapi.KubernetesGateway.GroupKind;
import io.limpet.model.gatewayapi.KubernetesGateway.Listener;
import io.limpet.model.gatewayapi.KubernetesGateway.NamespaceChoice;
import io.limpet.model.gatewayapi.KubernetesGateway.Tls;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Reads a listener, with the rules that the API's schema has for it.
final class ListenerReader {
  private static final Map<String, From> FROM =
      Map.of("All", From.ALL, "Same", From.SAME, "Selector", From.SELECTOR, "None", From.NONE);
  private static final Map<String, Boolean> PASSTHROUGH =
      Map.of("Terminate", false, "Passthrough", true);
  private static final Set<String> WITHOUT_TLS = Set.of("HTTP", "TCP", "UDP");
  private static final Set<String> WITHOUT_HOSTNAME = Set.of("TCP", "UDP");
  private static final AllowedRoutes OWN_NAMESPACE =
      new AllowedRoutes(NamespaceChoice.OWN, List.of());
  private static final Map<String, Integer> USUAL_PORTS = Map.of("HTTP", 80, "HTTPS", 443);

  /// Options of Istio's own, and what may be written; for some anything.
  private static final Map<String, Set<String>> OPTIONS =
      Map.of(
          "gateway.istio.io/tls-terminate-mode",
          new TreeSet<>(Set.of("ISTIO_MUTUAL", "ISTIO_SIMPLE", "MUTUAL", "OPTIONAL_MUTUAL")),
          "gateway.istio.io/tls-cipher-suites",
          Set.of(),
          "gateway.istio.io/listener-protocol",
          Set.of("auto-passthrough"));

  private ListenerReader() {}

  static Listener read(Fields listener) {
    return read(listener, listener.requiredPort("port"));
  }

  /// One of a ListenerSet, which may leave the port to its protocol.
  static Listener entry(Fields listener) {
    int usual = USUAL_PORTS.getOrDefault(listener.text("protocol"), 0);
    return read(
        listener, listener.has("port") || usual == 0 ? listener.requiredPort("port") : usual);
  }

  private static Listener read(Fields listener, int port) {
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
        name, hostname, port, protocol, tls, allowed == null ? OWN_NAMESPACE : allowed);
  }

  private static Tls tls(Fields tls) {
    boolean passthrough = tls.word("mode", PASSTHROUGH, false);
    Tls read =
        new Tls(
            passthrough,
            tls.allItems("certificateRefs", References::secret),
            frontendValidation(tls),
            options(tls));
    if (!passthrough
        && tls.sound()
        && read.certificateRefs().isEmpty()
        && read.options().isEmpty()) {
      tls.refuse(
          "certificateRefs", "missing-field", "is missing; name the Secret with the certificate");
    }
    return read;
  }

  /// Where the Gateway API before 1.4 had it. A listener is left out where it cannot be read.
  private static Validation frontendValidation(Fields tls) {
    Validation validation = tls.part("frontendValidation", FrontendTlsReader::validation);
    if (validation == null) {
      return Validation.NONE;
    }
    tls.warn(
        "frontendValidation",
        "deprecated",
        "is of the Gateway API before 1.4; write spec.tls.frontend of the Gateway");
    return validation;
  }

  /// An option that nobody knows, or its value, is passed over by istiod.
  private static Map<String, String> options(Fields tls) {
    Map<String, String> options = tls.textMap("options");
    options.forEach(
        (name, value) -> {
          Set<String> values = OPTIONS.get(name);
          if (values == null) {
            tls.warnEntry(
                "options",
                name,
                "not-carried-out",
                "is an option that neither Istio nor Limpet has, and has no effect; remove it");
          } else if (!values.isEmpty() && !values.contains(value)) {
            tls.warnEntry(
                "options",
                name,
                "unknown-value",
                "\"" + value + "\" has no effect; write one of " + values);
          }
        });
    return options;
  }

  private static AllowedRoutes allowed(Fields routes) {
    NamespaceChoice namespaces = routes.part("namespaces", each -> namespaces(each, From.SAME));
    return new AllowedRoutes(
        namespaces == null ? NamespaceChoice.OWN : namespaces,
        routes.allItems("kinds", ListenerReader::kind));
  }

  /// `usual` is meant where no `from` is written.
  static NamespaceChoice namespaces(Fields namespaces, From usual) {
    From from = namespaces.word("from", FROM, usual);
    @Nullable LabelSelector selector = namespaces.part("selector", LabelSelectorReader::read);
    if (from == From.SELECTOR && selector == null && namespaces.sound()) {
      namespaces.refuse(
          "selector", "missing-field", "is missing; write the labels of the namespaces");
    }
    return new NamespaceChoice(from, selector);
  }

  private static GroupKind kind(Fields kind) {
    return new GroupKind(
        kind.has("group") ? kind.text("group") : References.GATEWAY_API, kind.requiredText("kind"));
  }

  /// An API server refuses two that cannot be told from one another.
  static void checkUnique(Fields spec, List<Listener> listeners) {
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
}
