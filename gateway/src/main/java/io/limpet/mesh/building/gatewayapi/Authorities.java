package io.limpet.mesh.building.gatewayapi;

import io.limpet.model.Resource;
import io.limpet.model.gatewayapi.BackendTlsPolicy;
import io.limpet.model.gatewayapi.FrontendTls.Validation;
import io.limpet.model.gatewayapi.ObjectReference;
import java.util.Optional;

/// Who signs certificates, by the names under which istiod sends them
/// (`buildCaCertificateReference` in Istio's `conversion.go`).
record Authorities(Names names, Refusals refusals) {
  private static final String SUFFIX = "-cacert";
  private static final String CONFIG_MAP = "configmap://";

  /// istiod's name of what is never sent.
  private static final String NOBODY = "invalid://";

  /// Those of callers' certificates, which are asked for at `place`; nothing where they cannot be
  /// had, so that nobody is let in.
  Optional<String> ofCallers(Validation validation, Resource referrer, String place) {
    ObjectReference first = validation.authorities().getFirst();
    if (validation.authorities().size() > 1) {
      refuse(place, "InvalidCACertificateRef", "names several places of authorities; keep one");
      return Optional.empty();
    }
    boolean secret = first.kind().equals("Secret");
    if (!first.group().isEmpty() || !(secret || first.kind().equals("ConfigMap"))) {
      refuse(
          place,
          "InvalidCACertificateKind",
          "names a "
              + first.kind()
              + ", and authorities are in ConfigMaps and Secrets only; name one");
      return Optional.empty();
    }
    String namespace = first.namespaceFrom(referrer.metadata().namespace());
    String path = namespace + "/" + first.name();
    String named = "names the " + first.kind() + " " + path + ", which ";
    String forbidden = names.flawOfReference(referrer, first);
    if (!forbidden.isEmpty()) {
      refuse(place, "RefNotPermitted", named + forbidden + "; add one");
      return Optional.empty();
    }
    String flaw = names.flawOfAuthorities(secret, namespace, first.name());
    if (!flaw.isEmpty()) {
      refuse(
          place, "InvalidCACertificateRef", named + flaw + "; write the authorities under ca.crt");
      return Optional.empty();
    }
    return Optional.of((secret ? "kubernetes-gateway://" : CONFIG_MAP) + path + SUFFIX);
  }

  /// Those of backends' certificates, empty for the system's. Where they cannot be had, the name of
  /// none, so that no backend is believed.
  String ofBackends(BackendTlsPolicy policy) {
    if (policy.authorities().isEmpty()) {
      return "";
    }
    if (policy.authorities().equals(BackendTlsPolicy.UNREADABLE)) {
      return NOBODY; // its reader has told so
    }
    ObjectReference first = policy.authorities().getFirst();
    String place = "spec.validation.caCertificateRefs";
    if (policy.authorities().size() > 1) {
      refusals.warning(
          place, "not-carried-out", "names several, of which only the first is asked; keep one");
    }
    if (!first.group().isEmpty() || !first.kind().equals("ConfigMap")) {
      refusals.error(
          place + "[0]",
          "InvalidKind",
          "is a "
              + first.kind()
              + ", which has no authorities, so no backend is believed; name a ConfigMap");
      return NOBODY;
    }
    String namespace = policy.metadata().namespace();
    String flaw = names.flawOfAuthorities(false, namespace, first.name());
    if (!flaw.isEmpty()) {
      refusals.error(
          place + "[0]",
          "InvalidCACertificateRef",
          "names the ConfigMap "
              + namespace
              + "/"
              + first.name()
              + ", which "
              + flaw
              + ", so no backend is believed; write the authorities under ca.crt");
      return NOBODY;
    }
    return CONFIG_MAP + namespace + "/" + first.name();
  }

  private void refuse(String place, String reason, String message) {
    refusals.error(place, reason, message + ", as its listeners with TLS do not open until then");
  }
}
