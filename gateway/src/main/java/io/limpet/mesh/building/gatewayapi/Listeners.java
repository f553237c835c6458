package io.limpet.mesh.building.gatewayapi;

import io.limpet.model.Resource;
import io.limpet.model.gatewayapi.FrontendTls.Validation;
import io.limpet.model.gatewayapi.KubernetesGateway;
import io.limpet.model.gatewayapi.KubernetesGateway.GroupKind;
import io.limpet.model.gatewayapi.KubernetesGateway.Listener;
import io.limpet.model.gatewayapi.ObjectReference;
import io.limpet.model.istio.CipherSuites;
import io.limpet.model.istio.Gateway.Protocol;
import io.limpet.model.istio.Gateway.Server;
import io.limpet.model.istio.Gateway.Tls;
import io.limpet.model.istio.Gateway.TlsMode;
import io.limpet.model.istio.Gateway.Verification;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A listener as a server of an Istio Gateway (`buildListener` and `buildTLS` in Istio's
/// `conversion.go`).
record Listeners(
    GatewayApi.Behaviour behaviour,
    KubernetesGateway gateway,
    OwnedListener owned,
    Names names,
    Refusals refusals) {
  private static final String GROUP = "gateway.networking.k8s.io";

  /// The option of Istio's own that asks callers for certificates.
  private static final String TERMINATE_MODE = "gateway.istio.io/tls-terminate-mode";

  private static final String CIPHER_SUITES = "gateway.istio.io/tls-cipher-suites";

  /// The option by which TLS is passed on to the service that its name says.
  private static final String LISTENER_MODE = "gateway.istio.io/listener-protocol";

  private static final String AUTO_PASSTHROUGH = "auto-passthrough";

  /// A Gateway with this label is between networks, and has such a listener on a port of its own.
  private static final String NETWORK = "topology.istio.io/network";

  private static final String NETWORK_PORT = "networking.istio.io/gatewayPort";
  private static final String USUAL_NETWORK_PORT = "15443";

  /// What Istio calls the certificate that the mesh gives to each workload.
  private static final String OWN_CERTIFICATE = "builtin://";

  private static final int MAX_CERTIFICATES = 2;

  static List<GroupKind> suitableKinds(Listener listener) {
    return switch (listener.protocol()) {
      case "HTTP", "HTTPS" -> kinds("HTTPRoute", "GRPCRoute");
      case "TCP" -> kinds("TCPRoute");
      case "TLS" ->
          listener.tls() != null && !listener.tls().passthrough()
              ? kinds("TLSRoute", "TCPRoute")
              : kinds("TLSRoute");
      default -> List.of();
    };
  }

  private static List<GroupKind> kinds(String... kinds) {
    return Stream.of(kinds).map(each -> new GroupKind(GROUP, each)).toList();
  }

  /// Istio's word for a protocol, if it has it.
  private static Optional<Protocol> protocol(String written) {
    return switch (written) {
      case "HTTP" -> Optional.of(Protocol.HTTP);
      case "HTTPS" -> Optional.of(Protocol.HTTPS);
      case "TLS" -> Optional.of(Protocol.TLS);
      case "TCP" -> Optional.of(Protocol.TCP);
      default -> Optional.empty();
    };
  }

  /// Nothing where the listener cannot be programmed.
  Optional<Server> server(List<String> hosts) {
    Listener listener = owned.listener();
    Optional<Protocol> protocol = protocol(listener.protocol());
    if (protocol.isEmpty()) {
      String upper = listener.protocol().toUpperCase(Locale.ROOT);
      refusals.error(
          owned.place() + ".protocol",
          "UnsupportedProtocol",
          listener.protocol()
              + " is not carried out, so nothing listens there; write "
              + (protocol(upper).isPresent() ? upper : "HTTP, HTTPS, TLS or TCP"));
      return Optional.empty();
    }
    KubernetesGateway.Tls written = listener.tls();
    if (written == null && protocol.get() == Protocol.HTTPS) {
      refusals.error(
          owned.place() + ".tls",
          "UnsupportedProtocol",
          "is missing, so nothing listens there; name the Secret with the certificate");
      return Optional.empty();
    }
    Tls tls = written == null ? null : tls(written, owned.place() + ".tls");
    if (written != null && tls == null) {
      return Optional.empty();
    }
    return Optional.of(
        new Server(listener.port(), "default", protocol.get(), "", "", hosts, tls, false));
  }

  /// Null where it cannot be.
  private @Nullable Tls tls(KubernetesGateway.Tls written, String place) {
    if (written.passthrough()) {
      return tls(
          written,
          isAutoPassthrough(written) ? TlsMode.AUTO_PASSTHROUGH : TlsMode.PASSTHROUGH,
          List.of(),
          "");
    }
    Validation validation =
        asksItself(written)
            ? written.frontendValidation()
            : gateway.frontend().of(owned.listener().port());
    if (validation.equals(Validation.UNREADABLE)) {
      return null; // its reader has told so
    }
    return switch (written.options().getOrDefault(TERMINATE_MODE, "")) {
      case "ISTIO_MUTUAL" -> tls(written, TlsMode.ISTIO_MUTUAL, List.of(), "");
      case "ISTIO_SIMPLE" -> tls(written, TlsMode.SIMPLE, List.of(OWN_CERTIFICATE), "");
      default -> withCredentials(written, validation, place);
    };
  }

  /// The Gateway API before 1.4 had authorities at each listener, and istiod never asked for them.
  private boolean asksItself(KubernetesGateway.Tls written) {
    return !behaviour.compatIstio() && !written.frontendValidation().equals(Validation.NONE);
  }

  private Resource referrer(KubernetesGateway.Tls written) {
    return behaviour.compatIstio() || asksItself(written) ? owned.owner() : gateway;
  }

  private String placeOfAuthorities(KubernetesGateway.Tls written) {
    return asksItself(written) ? owned.place() + ".tls.frontendValidation" : "spec.tls.frontend";
  }

  private @Nullable Tls withCredentials(
      KubernetesGateway.Tls written, Validation validation, String place) {
    List<String> credentials = credentials(written.certificateRefs(), place);
    if (credentials.isEmpty()) {
      return null;
    }
    TlsMode usual = TlsMode.SIMPLE;
    String authorities = "";
    if (!validation.authorities().isEmpty()) {
      Optional<String> found =
          new Authorities(names, refusals)
              .ofCallers(validation, referrer(written), placeOfAuthorities(written));
      if (found.isEmpty()) {
        return null;
      }
      authorities = found.get();
      usual = validation.insecureFallback() ? TlsMode.OPTIONAL_MUTUAL : TlsMode.MUTUAL;
    }
    TlsMode mode =
        switch (written.options().getOrDefault(TERMINATE_MODE, "")) {
          case "MUTUAL" -> TlsMode.MUTUAL;
          case "OPTIONAL_MUTUAL" -> TlsMode.OPTIONAL_MUTUAL;
          default -> usual;
        };
    return tls(written, mode, credentials, authorities);
  }

  private Tls tls(
      KubernetesGateway.Tls written, TlsMode mode, List<String> credentials, String authorities) {
    Verification verification = new Verification(List.of(), List.of(), List.of());
    return new Tls(
        false,
        mode,
        credentials,
        authorities,
        List.of(),
        "",
        "",
        verification,
        "",
        "",
        cipherSuites(written.options().getOrDefault(CIPHER_SUITES, "")));
  }

  private List<String> cipherSuites(String option) {
    List<String> suites =
        Stream.of(option.split(",")).map(String::strip).filter(each -> !each.isEmpty()).toList();
    for (String each : suites) {
      if (!CipherSuites.isKnown(each)) {
        refusals.warning(
            owned.place() + ".tls.options",
            "unknown-cipher",
            "has the cipher suite " + each + ", which Envoy does not have; correct it");
      }
    }
    return CipherSuites.known(suites);
  }

  /// istiod's sign that a Gateway is between networks (`IsAutoPassthrough` in its
  /// `pilot/pkg/serviceregistry/kube`).
  private boolean isAutoPassthrough(KubernetesGateway.Tls written) {
    Map<String, String> labels = owned.owner().metadata().labels();
    if (AUTO_PASSTHROUGH.equals(written.options().get(LISTENER_MODE))) {
      return true;
    }
    return labels.containsKey(NETWORK)
        && labels
            .getOrDefault(NETWORK_PORT, USUAL_NETWORK_PORT)
            .equals(Integer.toString(owned.listener().port()));
  }

  private List<String> credentials(List<ObjectReference> references, String place) {
    if (references.size() > MAX_CERTIFICATES) {
      refusals.error(
          place + ".certificateRefs",
          "InvalidCertificateRef",
          "has more than two certificates, so nothing listens there; keep two");
      return List.of();
    }
    List<String> credentials = new ArrayList<>();
    for (int i = 0; i < references.size(); i++) {
      credential(references.get(i), place + ".certificateRefs[" + i + "]")
          .ifPresent(credentials::add);
    }
    return credentials;
  }

  private Optional<String> credential(ObjectReference reference, String place) {
    if (!reference.group().isEmpty() || !reference.kind().equals("Secret")) {
      refusals.error(
          place,
          "InvalidCertificateRef",
          "names a " + reference.kind() + ", and certificates are in Secrets only; name one");
      return Optional.empty();
    }
    Resource owner = owned.owner();
    String namespace = reference.namespaceFrom(owner.metadata().namespace());
    String path = namespace + "/" + reference.name();
    String named = "names the Secret " + path + ", which ";
    String forbidden = names.flawOfReference(owner, reference);
    if (!forbidden.isEmpty()) {
      refusals.error(place, "RefNotPermitted", named + forbidden + "; add one");
      return Optional.empty();
    }
    String flaw = names.flawOfSecret(namespace, reference.name());
    if (!flaw.isEmpty()) {
      String message = named + flaw + "; create it with tls.crt and tls.key";
      refusals.error(place, "InvalidCertificateRef", message);
      return Optional.empty();
    }
    return Optional.of("kubernetes-gateway://" + path);
  }
}
