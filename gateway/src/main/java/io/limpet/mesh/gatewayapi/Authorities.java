package io.limpet.mesh.gatewayapi;

import io.limpet.model.Resource;
import io.limpet.model.gatewayapi.FrontendTls.Validation;
import io.limpet.model.gatewayapi.ObjectReference;
import java.util.Optional;

/// Who signs certificates, by the names under which istiod sends them
/// (`buildCaCertificateReference` in Istio's `conversion.go`).
record Authorities(Names names, Refusals refusals) {
  private static final String SUFFIX = "-cacert";
  private static final String PLACE = "spec.tls.frontend";

  /// Those of callers' certificates; nothing where they cannot be had, so that nobody is let in.
  Optional<String> ofCallers(Validation validation, Resource referrer) {
    ObjectReference first = validation.authorities().getFirst();
    if (validation.authorities().size() > 1) {
      refuse("InvalidCACertificateRef", "names several places of authorities; keep one");
      return Optional.empty();
    }
    boolean secret = first.kind().equals("Secret");
    if (!first.group().isEmpty() || !(secret || first.kind().equals("ConfigMap"))) {
      refuse(
          "InvalidCACertificateKind",
          "names a "
              + first.kind()
              + ", and authorities are in ConfigMaps and Secrets only; name one");
      return Optional.empty();
    }
    String namespace = first.namespaceFrom(referrer.metadata().namespace());
    String path = namespace + "/" + first.name();
    String named = "names the " + first.kind() + " " + path + ", which ";
    if (!names.allowed(referrer, first)) {
      refuse(
          "RefNotPermitted",
          named
              + "no ReferenceGrant of "
              + namespace
              + " lets a "
              + referrer.kind().text()
              + " of "
              + referrer.metadata().namespace()
              + " use; add one");
      return Optional.empty();
    }
    String flaw = names.flawOfAuthorities(secret, namespace, first.name());
    if (!flaw.isEmpty()) {
      refuse("InvalidCACertificateRef", named + flaw + "; write the authorities under ca.crt");
      return Optional.empty();
    }
    return Optional.of((secret ? "kubernetes-gateway://" : "configmap://") + path + SUFFIX);
  }

  private void refuse(String reason, String message) {
    refusals.error(PLACE, reason, message + ", as its listeners with TLS do not open until then");
  }
}
