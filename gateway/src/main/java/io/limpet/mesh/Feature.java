package io.limpet.mesh;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// istiod's switches that mean something here: its environment variables, as `pilot/pkg/features`
/// in Istio's sources lists them, with what each is when nobody sets it.
public enum Feature {
  /// Off in istiod. Limpet is for sessions, so it is on here, for `--compat istio` too.
  PILOT_ENABLE_PERSISTENT_SESSION_FILTER(Type.TRUTH, "true"),
  /// The Service label that asks for a session cookie; empty: none does.
  PILOT_PERSISTENT_SESSION_LABEL(Type.TEXT, "istio.io/persistent-session"),
  /// The Service label that asks for a session header.
  PILOT_PERSISTENT_SESSION_HEADER_LABEL(Type.TEXT, "istio.io/persistent-session-header"),
  /// The label of pods that take no new sessions.
  PILOT_DRAINING_LABEL(Type.TEXT, "istio.io/draining"),
  /// Endpoints that are not ready are sent for every service, whatever its rule says.
  PILOT_SEND_UNHEALTHY_ENDPOINTS(Type.TRUTH, "false"),
  /// They are sent unless the rule has a `minHealthPercent`.
  PILOT_AUTO_SEND_UNHEALTHY_ENDPOINTS(Type.TRUTH, "true", 31),
  /// Only clusters that a route of the gateway names.
  PILOT_FILTER_GATEWAY_CLUSTER_CONFIG(Type.TRUTH, "false"),
  /// Virtual hosts with equal routes become one.
  PILOT_ENABLE_ROUTE_COLLAPSE_OPTIMIZATION(Type.TRUTH, "true"),
  /// Only DestinationRules with equal `exportTo` are merged.
  ENABLE_ENHANCED_DESTINATIONRULE_MERGE(Type.TRUTH, "true"),
  /// Gateways are chosen from the proxy's own namespace only.
  PILOT_SCOPE_GATEWAY_TO_NAMESPACE(Type.TRUTH, "false"),
  /// Beside Gateways of the Gateway API that a controller deployed, Istio's are only those of their
  /// namespaces.
  PILOT_ENABLE_STRICT_GATEWAY_MERGING(Type.TRUTH, "true", 31),
  /// Status 503 is left out of the default retries; nobody can ask for it since 1.27.
  EXCLUDE_UNSAFE_503_FROM_DEFAULT_RETRY(Type.TRUTH, "true", 24),
  /// Clusters do not count what their limits have left.
  DISABLE_TRACK_REMAINING_CB_METRICS(Type.TRUTH, "true", 29),
  /// Mirrored requests keep their authority.
  DISABLE_SHADOW_HOST_SUFFIX(Type.TRUTH, "true", 28),
  /// Kinds of the Gateway API that are tried out are read; Limpet reads them, istiod does not.
  PILOT_ENABLE_ALPHA_GATEWAY_API(Type.TRUTH, "false"),
  /// HTTP/1.0 is accepted.
  PILOT_HTTP10(Type.TRUTH, "false"),
  /// Servers of HTTPS are served over HTTP/3 too, where a Service in front of the gateway has their
  /// port for UDP.
  PILOT_ENABLE_QUIC_LISTENERS(Type.TRUTH, "false"),
  /// Answers of 100 are passed on to clients.
  ENABLE_100_CONTINUE_HEADERS(Type.TRUTH, "true"),
  /// Servers of MongoDB count what is said.
  PILOT_ENABLE_MONGO_FILTER(Type.TRUTH, "true"),
  /// Nobody says by ALPN that sidecars exchange what they are.
  PILOT_DISABLE_MX_ALPN(Type.TRUTH, "false"),
  /// How far apart the questions of many Envoys for one name are.
  PILOT_DNS_JITTER_DURATION(Type.DURATION, "100ms"),
  /// How long a gateway's listener waits for the transport, such as TLS, to be ready; 0: for ever.
  PILOT_GATEWAY_TRANSPORT_SOCKET_CONNECT_TIMEOUT(Type.DURATION, "15s"),
  /// TLS that is passed on goes to whatever host it asks for, where a ServiceEntry of DYNAMIC_DNS
  /// has a wildcard.
  ENABLE_WILDCARD_HOST_SERVICE_ENTRIES_FOR_TLS(Type.TRUTH, "false"),
  /// Localities share by their weights wherever failover works.
  ENABLE_LOCALITY_WEIGHTED_LB_CONFIG(Type.TRUTH, "false"),
  /// The CUSTOM policies of one gateway may name several providers; else all of them deny.
  PILOT_ENABLE_MULTIPLE_CUSTOM_AUTHZ_PROVIDERS(Type.TRUTH, "false"),
  /// A gateway's requests to endpoints are spans of their own.
  PILOT_SPAWN_UPSTREAM_SPAN_FOR_GATEWAY(Type.TRUTH, "true"),
  /// `istio.alpn` among the filters, which only Istio's own build of Envoy knows.
  PILOT_ENABLE_ALPN_FILTER(Type.TRUTH, "true"),
  /// Percents of requests whose spans are kept, where the mesh's configuration names none.
  PILOT_TRACE_SAMPLING(Type.NUMBER, "1.0");

  /// What may be written.
  enum Type {
    TRUTH,
    TEXT,
    NUMBER,
    DURATION
  }

  private final Type type;
  private final String otherwise;
  private final int since;

  Feature(Type type, String otherwise) {
    this(type, otherwise, 0);
  }

  /// `since`: the release of Istio (1.`since`) that has this value; a truth was the other before.
  Feature(Type type, String otherwise, int since) {
    this.type = type;
    this.otherwise = otherwise;
    this.since = since;
  }

  Type type() {
    return type;
  }

  /// What holds in that release of Istio where nothing is set.
  String otherwise(IstioVersion version) {
    return version.atLeast(since) ? otherwise : "false";
  }

  public static Optional<Feature> named(String name) {
    return Arrays.stream(values()).filter(each -> each.name().equals(name)).findFirst();
  }

  public static List<String> names() {
    return Arrays.stream(values()).map(Feature::name).toList();
  }
}
