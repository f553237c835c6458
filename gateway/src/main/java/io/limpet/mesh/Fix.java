package io.limpet.mesh;

import java.util.Arrays;
import java.util.Optional;

/// Where Limpet means what Istio's users mean, and istiod does something else. Each can be switched
/// off by its name; `--compat istio` switches all of them off.
public enum Fix {
  /// Draining endpoints stay in EDS for header sessions too; istiod keeps them for cookies only
  /// (`filterIstioEndpoint` in pilot's `endpoint_builder.go` asks for one label).
  HEADER_DRAIN("header-drain"),
  /// Subset clusters too let a token name a draining endpoint.
  SUBSET_DRAIN("subset-drain"),
  /// Each destination of a weighted route keeps its own session, and a hashed split sticks.
  MIXED_WEIGHTS("mixed-weights"),
  /// A destination without a port means the only one, for its hash key as well as for its cluster.
  PORTLESS_HASH("portless-hash"),
  /// A hashed cluster is one table over all zones, unless locality is asked for.
  HASH_LOCALITY("hash-locality"),
  /// Maglev where no algorithm is named: it moves the fewest callers.
  HASH_DEFAULT("hash-default"),
  /// A pinned request's first retry goes to its own endpoint again.
  RETRY_REPINS("retry-repins"),
  /// The first candidate of LEAST_REQUEST is the next in turn.
  LEAST_REQUEST_TURN("least-request-turn"),
  /// Virtual hosts with equal routes stay apart where their sessions differ.
  VHOST_COLLAPSE("vhost-collapse"),
  /// A value that Envoy would refuse, or that asks for nothing, is served as the nearest that means
  /// something.
  REFUSED_VALUES("refused-values"),
  /// Annotations beside the session label give what a label's value cannot hold: path, lifetime,
  /// attributes.
  COOKIE_PATH("cookie-path"),
  /// The Gateway API's `sessionPersistence` keeps callers on an endpoint; istiod does not read it.
  HTTP_ROUTE_SESSIONS("http-route-sessions"),
  /// A backend's certificate must be for the hostname of its BackendTLSPolicy, as the API says;
  /// istiod only asks for that name (`setAutoSniAndAutoSanValidation` in `core/cluster_tls.go`).
  BACKEND_HOSTNAME("backend-hostname"),
  /// An endpoint whose `terminating` is not written is not terminating, as the Kubernetes API says;
  /// istiod takes it for terminating.
  UNWRITTEN_CONDITIONS("unwritten-conditions"),
  /// An endpoint is served before its Pod is known; istiod waits for the Pod.
  UNSEEN_POD("unseen-pod"),
  /// DestinationRules are merged that are for the same clients, and those for other workloads stand
  /// in nobody's way; istiod lets rules vanish beside such, or beside narrower ones
  /// (`mergeDestinationRule` in `destination_rule.go`; issues 57719 and 58322).
  RULE_MERGING("rule-merging");

  private final String text;

  Fix(String text) {
    this.text = text;
  }

  /// The name that users write.
  public String text() {
    return text;
  }

  public static Optional<Fix> named(String text) {
    return Arrays.stream(values()).filter(fix -> fix.text.equals(text)).findFirst();
  }
}
