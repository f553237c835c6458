package io.limpet.mesh.gatewayapi;

import io.limpet.model.gatewayapi.KubernetesGateway;
import io.limpet.model.gatewayapi.KubernetesGateway.GroupKind;
import io.limpet.model.gatewayapi.KubernetesGateway.Listener;
import io.limpet.model.gatewayapi.ObjectReference;
import io.limpet.model.istio.Gateway.Protocol;
import io.limpet.model.istio.Gateway.Server;
import io.limpet.model.istio.Gateway.Tls;
import io.limpet.model.istio.Gateway.TlsMode;
import io.limpet.model.istio.Gateway.Verification;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A listener as a server of an Istio Gateway (`buildListener` and `buildTLS` in Istio's
/// `conversion.go`).
record Listeners(KubernetesGateway gateway, Names names, Refusals refusals) {
  private static final String GROUP = "gateway.networking.k8s.io";

  /// The option of Istio's own that asks callers for certificates.
  private static final String TERMINATE_MODE = "gateway.istio.io/tls-terminate-mode";

  private static final int MAX_CERTIFICATES = 2;

  static List<GroupKind> suitableKinds(Listener listener) {
    return switch (listener.protocol()) {
      case "HTTP", "HTTPS" ->
          List.of(new GroupKind(GROUP, "HTTPRoute"), new GroupKind(GROUP, "GRPCRoute"));
      case "TCP" -> List.of(new GroupKind(GROUP, "TCPRoute"));
      case "TLS" ->
          List.of(
              new GroupKind(
                  GROUP,
                  listener.tls() != null && listener.tls().passthrough()
                      ? "TLSRoute"
                      : "TCPRoute"));
      default -> List.of();
    };
  }

  /// Nothing where the listener cannot be programmed.
  Optional<Server> server(Listener listener, String place, List<String> hosts) {
    Optional<Protocol> protocol = Gateways.protocol(listener.protocol());
    if (protocol.isEmpty()) {
      String upper = listener.protocol().toUpperCase(Locale.ROOT);
      refusals.error(
          place + ".protocol",
          "UnsupportedProtocol",
          listener.protocol()
              + " is not carried out, so nothing listens there; write "
              + (Gateways.protocol(upper).isPresent() ? upper : "HTTP, HTTPS, TLS or TCP"));
      return Optional.empty();
    }
    KubernetesGateway.Tls written = listener.tls();
    if (written == null && protocol.get() == Protocol.HTTPS) {
      refusals.error(
          place + ".tls",
          "InvalidCertificateRef",
          "is missing, so nothing listens there; name the Secret with the certificate");
      return Optional.empty();
    }
    Tls tls = written == null ? null : tls(written, place + ".tls");
    if (written != null && tls == null) {
      return Optional.empty();
    }
    return Optional.of(new Server(listener.port(), "default", protocol.get(), "", "", hosts, tls));
  }

  /// Null where it cannot be.
  private @Nullable Tls tls(KubernetesGateway.Tls written, String place) {
    if (written.passthrough()) {
      return tls(TlsMode.PASSTHROUGH, List.of());
    }
    if (gateway.clientValidation()) {
      refusals.error(
          "spec.tls.frontend",
          "not-carried-out",
          "asks callers for certificates, which is not carried out yet, so the listeners with TLS"
              + " do not open; use the option "
              + TERMINATE_MODE
              + " with a CA in the Secret");
      return null;
    }
    TlsMode mode =
        switch (written.options().getOrDefault(TERMINATE_MODE, "")) {
          case "MUTUAL" -> TlsMode.MUTUAL;
          case "OPTIONAL_MUTUAL" -> TlsMode.OPTIONAL_MUTUAL;
          case "ISTIO_MUTUAL" -> TlsMode.ISTIO_MUTUAL;
          default -> TlsMode.SIMPLE;
        };
    if (mode == TlsMode.ISTIO_MUTUAL) {
      return tls(mode, List.of());
    }
    List<String> credentials = credentials(written.certificateRefs(), place);
    return credentials.isEmpty() ? null : tls(mode, credentials);
  }

  private static Tls tls(TlsMode mode, List<String> credentials) {
    Verification verification = new Verification(List.of(), List.of(), List.of());
    return new Tls(
        false, mode, credentials, "", List.of(), "", "", verification, "", "", List.of());
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
    String namespace = reference.namespaceFrom(gateway.metadata().namespace());
    if (!names.allowed(gateway, reference)) {
      refusals.error(
          place,
          "RefNotPermitted",
          "names the Secret "
              + namespace
              + "/"
              + reference.name()
              + ", which no ReferenceGrant of "
              + namespace
              + " lets a Gateway of "
              + gateway.metadata().namespace()
              + " use; add one");
      return Optional.empty();
    }
    String flaw = names.flawOfSecret(namespace, reference.name());
    if (!flaw.isEmpty()) {
      refusals.error(
          place,
          "InvalidCertificateRef",
          "names the Secret "
              + namespace
              + "/"
              + reference.name()
              + ", which "
              + flaw
              + "; create it with tls.crt and tls.key");
      return Optional.empty();
    }
    return Optional.of("kubernetes-gateway://" + namespace + "/" + reference.name());
  }
}
