package io.limpet.model.istio;

import io.limpet.model.Metadata;
import io.limpet.model.fields.Durations;
import io.limpet.model.fields.Embedded;
import io.limpet.model.fields.Fields;
import io.limpet.model.fields.Findings;
import io.limpet.model.istio.ProxyConfig.ForwardClientCertDetails;
import io.limpet.model.istio.ProxyConfig.GatewayTopology;
import io.limpet.model.istio.ProxyConfig.ProxyHeaders;
import io.limpet.model.istio.ProxyConfig.Server;
import io.limpet.model.istio.ProxyConfig.Tag;
import io.limpet.model.istio.ProxyConfig.Tracing;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the part of a proxy's configuration that its listeners follow.
public final class ProxyConfigReader {
  private static final Map<String, ForwardClientCertDetails> FORWARDING =
      Fields.words(ForwardClientCertDetails.values(), ForwardClientCertDetails::name);

  /// For the agent that starts an Envoy, and for its bootstrap.
  private static final Set<String> OF_THE_AGENT =
      Set.of(
          "binaryPath",
          "caCertificatesPem",
          "concurrency",
          "configPath",
          "controlPlaneAuthPolicy",
          "customConfigFile",
          "discoveryAddress",
          "discoveryRefreshDelay",
          "drainDuration",
          "envoyAccessLogService",
          "envoyMetricsService",
          "envoyMetricsServiceAddress",
          "extraStatTags",
          "fileFlushInterval",
          "fileFlushMinSizeKb",
          "holdApplicationUntilProxyStarts",
          "image",
          "interceptionMode",
          "meshId",
          "parentShutdownDuration",
          "privateKeyProvider",
          "proxyAdminPort",
          "proxyBootstrapTemplatePath",
          "proxyStatsMatcher",
          "readinessProbe",
          "runtimeValues",
          "serviceCluster",
          "statNameLength",
          "statsCompression",
          "statsEvictionInterval",
          "statsdUdpAddress",
          "statusPort",
          "tracingServiceName",
          "zipkinAddress");

  /// The annotation of a Pod that has such a configuration as YAML, for its own proxy.
  public static final String ANNOTATION = "proxy.istio.io/config";

  private ProxyConfigReader() {}

  /// What the annotation says, if it is there.
  public static ProxyConfig ofPod(Metadata pod, Findings findings) {
    String text = pod.annotations().getOrDefault(ANNOTATION, "");
    ProxyConfig read = Embedded.read(text, findings, ProxyConfigReader::read);
    return read == null ? ProxyConfig.NONE : read;
  }

  public static ProxyConfig read(Fields proxy) {
    proxy.known(OF_THE_AGENT);
    ConnectionSettings connections =
        proxy.block("connectionSettings", ConnectionSettingsReader::read);
    return new ProxyConfig(
        proxy.block("gatewayTopology", ProxyConfigReader::topology),
        proxy.block("tracing", ProxyConfigReader::tracing),
        proxy.block("proxyHeaders", ProxyConfigReader::headers),
        connections == null ? ConnectionSettings.NONE : connections,
        metadata(proxy),
        proxy.duration("terminationDrainDuration"));
  }

  /// Istio passes over a time that is none.
  private static Map<String, String> metadata(Fields proxy) {
    Map<String, String> metadata = proxy.looseTextMap("proxyMetadata");
    String idle = metadata.getOrDefault(ProxyConfig.IDLE_TIMEOUT, "");
    if (!idle.isEmpty() && Durations.parse(idle).isEmpty()) {
      proxy.warnEntry(
          "proxyMetadata",
          ProxyConfig.IDLE_TIMEOUT,
          "bad-duration",
          "\"" + idle + "\" is no duration, so it has no effect; write one, such as 60s");
    }
    return metadata;
  }

  private static GatewayTopology topology(Fields topology) {
    Boolean proxyProtocol = topology.part("proxyProtocol", _ -> Boolean.TRUE);
    return new GatewayTopology(
        topology.number("numTrustedProxies", 0, Integer.MAX_VALUE, 0),
        topology.word("forwardClientCertDetails", FORWARDING, ForwardClientCertDetails.UNDEFINED),
        proxyProtocol != null);
  }

  /// Where spans go is the bootstrap's matter.
  private static Tracing tracing(Fields tracing) {
    tracing.known(
        Set.of("zipkin", "lightstep", "datadog", "stackdriver", "openCensusAgent", "tlsSettings"));
    Boolean istioTags = tracing.optionalTruth("enableIstioTags");
    return new Tracing(
        tracing.fraction("sampling", 0, 100),
        tracing.whole("maxPathTagLength", 0, Integer.MAX_VALUE, 0),
        istioTags == null || istioTags,
        tags(tracing));
  }

  static List<Tag> tags(Fields tracing) {
    return tracing.allEntries("customTags", ProxyConfigReader::tag).entrySet().stream()
        .map(each -> named(each.getKey(), each.getValue()))
        .toList();
  }

  private static @Nullable Tag tag(Fields tag) {
    tag.oneOf("literal", "environment", "header", "formatter");
    tag.notCarriedOut("formatter");
    Tag literal = tag.part("literal", each -> new Tag.Literal("", each.text("value")));
    Tag environment =
        tag.part(
            "environment",
            each -> new Tag.Environment("", each.text("name"), each.text("defaultValue")));
    Tag header =
        tag.part(
            "header", each -> new Tag.Header("", each.text("name"), each.text("defaultValue")));
    if (literal == null && environment == null && header == null) {
      if (tag.has("formatter") || !tag.sound()) {
        return null;
      }
      tag.refuse("literal", "missing-field", "is missing; write literal, environment or header");
      return null;
    }
    return literal != null ? literal : Objects.requireNonNullElse(environment, header);
  }

  private static Tag named(String name, Tag tag) {
    return switch (tag) {
      case Tag.Literal(_, var value) -> new Tag.Literal(name, value);
      case Tag.Environment(_, var variable, var other) ->
          new Tag.Environment(name, variable, other);
      case Tag.Header(_, var header, var other) -> new Tag.Header(name, header, other);
    };
  }

  /// Those of certificates are for sidecars: a gateway goes by its topology.
  private static ProxyHeaders headers(Fields headers) {
    headers.notCarriedOut("metadataExchangeHeaders");
    headers.known(Set.of("forwardedClientCert", "setCurrentClientCertDetails"));
    return new ProxyHeaders(
        headers.block("server", each -> new Server(each.truth("disabled"), each.text("value"))),
        disabled(headers, "requestId"),
        disabled(headers, "attemptCount"),
        disabled(headers, "envoyDebugHeaders"),
        headers.truth("preserveHttp1HeaderCase"),
        is(headers, "xForwardedHost", "enabled"),
        is(headers, "xForwardedPort", "enabled"));
  }

  private static boolean disabled(Fields headers, String key) {
    return is(headers, key, "disabled");
  }

  private static boolean is(Fields headers, String key, String word) {
    Boolean said = headers.block(key, each -> each.truth(word));
    return said != null && said;
  }
}
