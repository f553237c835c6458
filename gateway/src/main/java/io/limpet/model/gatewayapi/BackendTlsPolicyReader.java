package io.limpet.model.gatewayapi;

import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.fields.Fields;
import io.limpet.model.gatewayapi.BackendTlsPolicy.Target;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads a BackendTLSPolicy. What cannot be read of it is never plain text: nobody is believed.
public final class BackendTlsPolicyReader {
  private static final String SYSTEM = "System";
  private static final Map<String, String> NAME_FIELDS =
      Map.of("Hostname", "hostname", "URI", "uri");

  private BackendTlsPolicyReader() {}

  public static @Nullable BackendTlsPolicy read(Fields document, Metadata metadata, Origin origin) {
    return document.requiredPart("spec", spec -> spec(spec, metadata, origin));
  }

  private static BackendTlsPolicy spec(Fields spec, Metadata metadata, Origin origin) {
    spec.notCarriedOut("options");
    if (!spec.has("targetRefs")) {
      spec.refuse("targetRefs", "missing-field", "is missing; name the Services");
    }
    List<Target> targets = spec.items("targetRefs", BackendTlsPolicyReader::target);
    BackendTlsPolicy policy =
        spec.block("validation", validation -> validation(validation, metadata, origin, targets));
    if (policy != null) {
      return policy;
    }
    spec.report(
        "validation",
        "validation-unread",
        spec.has("validation")
            ? "cannot be read, so no backend is believed; correct it"
            : "is missing, so no backend is believed; write it");
    return new BackendTlsPolicy(
        metadata, origin, targets, "", List.of(), BackendTlsPolicy.UNREADABLE);
  }

  private static Target target(Fields target) {
    return new Target(References.read(target, "", ""), target.text("sectionName"));
  }

  private static BackendTlsPolicy validation(
      Fields validation, Metadata metadata, Origin origin, List<Target> targets) {
    validation.oneOf("caCertificateRefs", "wellKnownCACertificates");
    String known = validation.text("wellKnownCACertificates");
    if (!known.isEmpty() && !known.equals(SYSTEM)) {
      validation.report(
          "wellKnownCACertificates",
          "unknown-value",
          known + " is not known, so the system's authorities are asked; write " + SYSTEM);
    }
    List<ObjectReference> authorities =
        validation.allItems("caCertificateRefs", each -> References.read(each, "", ""));
    if (authorities.isEmpty() && known.isEmpty() && validation.sound()) {
      validation.refuse(
          "caCertificateRefs",
          "missing-field",
          "is missing; name a ConfigMap with authorities, or write wellKnownCACertificates");
    }
    String hostname = Texts.hostname(validation, "hostname");
    if (hostname.isEmpty() || hostname.startsWith("*")) {
      validation.refuse(
          "hostname", "missing-field", "is missing; write the one name of the servers");
    }
    return new BackendTlsPolicy(
        metadata,
        origin,
        targets,
        hostname,
        validation.allItems("subjectAltNames", BackendTlsPolicyReader::name),
        authorities);
  }

  private static @Nullable String name(Fields name) {
    String _ = name.requiredText("type");
    name.oneOf("hostname", "uri");
    String field = name.word("type", NAME_FIELDS, "");
    return field.isEmpty() ? null : name.requiredText(field);
  }
}
