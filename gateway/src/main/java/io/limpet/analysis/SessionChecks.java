package io.limpet.analysis;

import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.SessionLabels;
import io.limpet.model.Metadata;

/// Labels and annotations that ask for strong sessions.
final class SessionChecks {
  private SessionChecks() {}

  static void check(Metadata metadata, MeshOptions options, Findings findings) {
    String cookie = metadata.labels().getOrDefault(SessionLabels.COOKIE, "");
    String header = metadata.labels().getOrDefault(SessionLabels.HEADER, "");
    String name = SessionLabels.cookieName(cookie);
    if (!cookie.isEmpty() && !SessionLabels.isToken(name)) {
      badName(SessionLabels.COOKIE, name, "cookie", options, findings);
    }
    if (!header.isEmpty() && !SessionLabels.isToken(header)) {
      badName(SessionLabels.HEADER, header, "header", options, findings);
    }
    if (!cookie.isEmpty() && !header.isEmpty()) {
      findings.warning(
          label(SessionLabels.HEADER),
          "two-session-labels",
          "has no effect beside " + SessionLabels.COOKIE + ", which wins; remove one of the two");
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
