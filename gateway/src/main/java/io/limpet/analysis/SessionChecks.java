package io.limpet.analysis;

import io.limpet.mesh.Feature;
import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.building.services.SessionLabels;
import io.limpet.model.Metadata;

/// Labels and annotations that ask for strong sessions.
final class SessionChecks {
  private SessionChecks() {}

  static void check(Metadata metadata, MeshOptions options, Findings findings) {
    String cookie = SessionLabels.cookie(metadata.labels(), options);
    String header = SessionLabels.header(metadata.labels(), options);
    String name = SessionLabels.cookieName(cookie);
    String cookieLabel = options.text(Feature.PILOT_PERSISTENT_SESSION_LABEL);
    String headerLabel = options.text(Feature.PILOT_PERSISTENT_SESSION_HEADER_LABEL);
    if (!cookie.isEmpty() && !SessionLabels.isToken(name)) {
      badName(cookieLabel, name, "cookie", options, findings);
    }
    if (!header.isEmpty() && !SessionLabels.isToken(header)) {
      badName(headerLabel, header, "header", options, findings);
    }
    if (!cookie.isEmpty() && !header.isEmpty()) {
      findings.warning(
          label(headerLabel),
          "two-session-labels",
          "has no effect beside " + cookieLabel + ", which wins; remove one of the two");
    }
    String ttl = metadata.annotations().getOrDefault(SessionLabels.TTL, "");
    if (!ttl.isEmpty() && SessionLabels.ttl(ttl).isEmpty()) {
      findings.error(
          "metadata.annotations[" + SessionLabels.TTL + "]",
          "bad-session-ttl",
          "'" + ttl + "' is no lifetime; write one such as 3600s or 1h30m");
    }
  }

  private static String label(String name) {
    return "metadata.labels[" + name + "]";
  }

  private static void badName(
      String label, String name, String what, MeshOptions options, Findings findings) {
    String effect =
        options.compatIstio() ? "; an Envoy refuses the routes" : ", so there are no sessions";
    findings.error(
        label(label),
        "bad-session-name",
        "'"
            + name
            + "' is no name of a "
            + what
            + effect
            + "; use letters, digits and !#$%&'*+-.^_`|~ only");
  }
}
