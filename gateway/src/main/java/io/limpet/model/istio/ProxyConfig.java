package io.limpet.model.istio;

import io.limpet.model.OrderedMap;
import io.limpet.model.fields.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What `meshConfig.defaultConfig`, or the annotation `proxy.istio.io/config` of a gateway's Pod,
/// says of the gateway's listeners, and of how it takes leave of its clients (Istio's
/// `mesh/v1alpha1/proxy.proto`). The rest of it is for the agent that starts an Envoy, apart from
/// some switches in `proxyMetadata`. What is null was not written.
public record ProxyConfig(
    @Nullable GatewayTopology gatewayTopology,
    @Nullable Tracing tracing,
    @Nullable ProxyHeaders proxyHeaders,
    ConnectionSettings connectionSettings,
    Map<String, String> proxyMetadata,
    @Nullable Duration terminationDrainDuration) {
  /// Nothing is written.
  public static final ProxyConfig NONE =
      new ProxyConfig(null, null, null, ConnectionSettings.NONE, Map.of(), null);

  /// What of `proxyMetadata` becomes metadata of the proxy's node.
  private static final String OF_NODE = "ISTIO_META_";

  /// How long a connection of a client may be idle, as Go writes durations.
  static final String IDLE_TIMEOUT = OF_NODE + "IDLE_TIMEOUT";

  public ProxyConfig {
    proxyMetadata = OrderedMap.copyOf(proxyMetadata);
  }

  /// Whether an Envoy is started with a cluster of its own kind, which zones are compared with.
  public boolean selfDiscovery() {
    return ofNode("ENABLE_SELF_DISCOVERY").equals("true");
  }

  /// Whether clients may speak HTTP/1.0 (`enableHTTP10` in Istio's `core/listener.go`).
  public boolean http10() {
    return ofNode("HTTP10").equals("1");
  }

  /// How long a client's connection may be idle, where it is known (`parseDuration` in Istio's
  /// `core/listener_builder.go`).
  public Optional<Duration> idleTimeout() {
    return Durations.parse(proxyMetadata.getOrDefault(IDLE_TIMEOUT, ""));
  }

  private String ofNode(String name) {
    return proxyMetadata.getOrDefault(OF_NODE + name, "");
  }

  /// The same for a proxy whose node says so itself.
  public ProxyConfig withNode(Map<String, String> metadata) {
    Map<String, String> all = new TreeMap<>(proxyMetadata);
    metadata.forEach((name, value) -> all.put(OF_NODE + name, value));
    return new ProxyConfig(
        gatewayTopology, tracing, proxyHeaders, connectionSettings, all, terminationDrainDuration);
  }

  /// The same, with what `base` says where this one is silent.
  public ProxyConfig over(ProxyConfig base) {
    return new ProxyConfig(
        gatewayTopology == null ? base.gatewayTopology : gatewayTopology.over(base.gatewayTopology),
        tracing == null ? base.tracing : tracing,
        proxyHeaders == null ? base.proxyHeaders : proxyHeaders,
        connectionSettings.over(base.connectionSettings),
        together(base.proxyMetadata),
        terminationDrainDuration == null
            ? base.terminationDrainDuration
            : terminationDrainDuration);
  }

  private Map<String, String> together(Map<String, String> base) {
    Map<String, String> all = new TreeMap<>(base);
    all.putAll(proxyMetadata);
    return all;
  }

  /// What stands in front of the gateway. `proxyProtocol`: connections begin with it.
  public record GatewayTopology(
      int numTrustedProxies,
      ForwardClientCertDetails forwardClientCertDetails,
      boolean proxyProtocol) {
    GatewayTopology over(@Nullable GatewayTopology base) {
      if (base == null) {
        return this;
      }
      boolean silent = forwardClientCertDetails == ForwardClientCertDetails.UNDEFINED;
      return new GatewayTopology(
          numTrustedProxies == 0 ? base.numTrustedProxies : numTrustedProxies,
          silent ? base.forwardClientCertDetails : forwardClientCertDetails,
          proxyProtocol || base.proxyProtocol);
    }
  }

  /// What becomes of `x-forwarded-client-cert`. UNDEFINED where not written.
  public enum ForwardClientCertDetails {
    UNDEFINED,
    SANITIZE,
    FORWARD_ONLY,
    APPEND_FORWARD,
    SANITIZE_SET,
    ALWAYS_FORWARD_ONLY
  }

  /// `sampling` is in percent, null where not written; `maxPathTagLength` 0. `istioTags` are those
  /// that istiod gives of its own.
  public record Tracing(
      @Nullable Double sampling, long maxPathTagLength, boolean istioTags, List<Tag> customTags) {
    /// Nothing is written.
    public static final Tracing NONE = new Tracing(null, 0, true, List.of());

    public Tracing {
      customTags = List.copyOf(customTags);
    }
  }

  /// A tag of every span.
  public sealed interface Tag {
    String name();

    record Literal(String name, String value) implements Tag {}

    /// `otherwise`: where the variable or header is not there.
    record Environment(String name, String variable, String otherwise) implements Tag {}

    record Header(String name, String header, String otherwise) implements Tag {}
  }

  /// What an Envoy adds to requests and responses: a `server` (null was not written), request ids,
  /// the number of the attempt, what it tells of itself, the host before a route changes it, and
  /// the port.
  public record ProxyHeaders(
      @Nullable Server server,
      boolean requestIdDisabled,
      boolean attemptCountDisabled,
      boolean envoyDebugHeadersDisabled,
      boolean preserveHttp1HeaderCase,
      boolean forwardedHost,
      boolean forwardedPort) {
    /// Nothing is written.
    public static final ProxyHeaders NONE =
        new ProxyHeaders(null, false, false, false, false, false, false);
  }

  /// The `server` header of responses. `value` is empty where not written.
  public record Server(boolean disabled, String value) {}
}
