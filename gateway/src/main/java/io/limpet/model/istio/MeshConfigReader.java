package io.limpet.model.istio;

import io.limpet.model.fields.Fields;
import io.limpet.model.fields.Labels;
import io.limpet.model.istio.ConnectionPool.UpgradePolicy;
import io.limpet.model.istio.ExtensionProvider.NotCarriedOut;
import io.limpet.model.istio.LoadBalancer.LocalitySetting;
import io.limpet.model.istio.MeshConfig.AccessLogEncoding;
import io.limpet.model.istio.MeshConfig.DefaultProviders;
import io.limpet.model.istio.MeshConfig.ExportTo;
import io.limpet.model.istio.MeshConfig.Normalization;
import io.limpet.model.istio.MeshConfig.Tls;
import io.limpet.model.istio.NamespaceSelector.Expression;
import io.limpet.model.istio.NamespaceSelector.Operator;
import io.limpet.model.tree.JsonReader;
import io.limpet.model.tree.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// Reads the settings of the mesh. A field that is wrong is as if it were not written.
public final class MeshConfigReader {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration DNS_REFRESH_RATE = Duration.ofSeconds(60);
  private static final String TRUST_DOMAIN = "cluster.local";

  private static final Map<String, AccessLogEncoding> ENCODINGS =
      Fields.words(AccessLogEncoding.values(), AccessLogEncoding::name);
  private static final Map<String, Normalization> NORMALIZATIONS =
      Fields.words(Normalization.values(), Normalization::name);
  private static final Map<String, Operator> OPERATORS =
      Fields.words(Operator.values(), Operator::text);

  /// Of sidecars, of istiod's own work, of other clusters, or gone: nothing at a gateway.
  private static final Set<String> NOT_OF_GATEWAYS =
      Set.of(
          "ca",
          "caCertificates",
          "certificates",
          "configSources",
          "enablePrometheusMerge",
          "inboundClusterStatName",
          "inboundTrafficPolicy",
          "ingressClass",
          "ingressControllerMode",
          "ingressSelector",
          "ingressService",
          "outboundTrafficPolicy",
          "protocolDetectionTimeout",
          "proxyHttpPort",
          "proxyInboundListenPort",
          "proxyListenPort",
          "serviceSettings",
          "thriftConfig");

  private static final Map<String, String> TLS_VERSIONS =
      Fields.words(new String[] {"TLS_AUTO", "TLSV1_2", "TLSV1_3"}, each -> each);

  /// Those of BoringSSL that Istio takes (`ValidateMeshTLSDefaults` in its
  /// `pkg/config/validation`).
  private static final Set<String> CURVES =
      Set.of("P-256", "P-384", "P-521", "X25519", "X25519MLKEM768");

  private MeshConfigReader() {}

  static MeshConfig defaults() {
    return new MeshConfig(
        "",
        "",
        AccessLogEncoding.TEXT,
        false,
        true,
        ProxyConfig.NONE,
        Normalization.DEFAULT,
        CONNECT_TIMEOUT,
        null,
        null,
        null,
        new LocalitySetting(true, List.of(), List.of(), List.of()),
        null,
        UpgradePolicy.DO_NOT_UPGRADE,
        DNS_REFRESH_RATE,
        "",
        TRUST_DOMAIN,
        List.of(),
        new ExportTo(List.of(), List.of(), List.of()),
        Tls.NONE,
        Tls.NONE,
        false,
        true,
        "",
        List.of(),
        DefaultProviders.NONE,
        List.of());
  }

  public static MeshConfig read(Fields mesh) {
    mesh.known(NOT_OF_GATEWAYS);
    mesh.notCarriedOut("enableEnvoyAccessLogService");
    ProxyConfig proxy = mesh.block("defaultConfig", ProxyConfigReader::read);
    LocalitySetting locality = mesh.block("localityLbSetting", LocalitySettingReader::read);
    Tls meshMtls = mesh.block("meshMTLS", MeshConfigReader::tls);
    Tls defaults = mesh.block("tlsDefaults", MeshConfigReader::tls);
    List<ExtensionProvider> providers =
        mesh.items("extensionProviders", ExtensionProviderReader::read);
    warnOfFormat(mesh);
    String trustDomain = mesh.text("trustDomain");
    return new MeshConfig(
        mesh.text("accessLogFile"),
        mesh.text("accessLogFormat"),
        mesh.word("accessLogEncoding", ENCODINGS, AccessLogEncoding.TEXT),
        mesh.truth("disableEnvoyListenerLog"),
        truth(mesh, "enableTracing", true),
        proxy == null ? ProxyConfig.NONE : proxy,
        normalization(mesh),
        duration(mesh, "connectTimeout", CONNECT_TIMEOUT),
        mesh.block("tcpKeepalive", ConnectionPoolReader::keepalive),
        mesh.block("defaultHttpRetryPolicy", RetriesReader::read),
        mesh.block("defaultTrafficPolicy", TrafficPolicyReader::read),
        locality == null ? MeshConfig.DEFAULT.localityLbSetting() : locality,
        mesh.block("zoneAwareLbSetting", LocalitySettingReader::zoneAware),
        mesh.word(
            "h2UpgradePolicy", ConnectionPoolReader.UPGRADE_POLICIES, UpgradePolicy.DO_NOT_UPGRADE),
        duration(mesh, "dnsRefreshRate", DNS_REFRESH_RATE),
        mesh.text("rootNamespace"),
        trustDomain.isEmpty() ? TRUST_DOMAIN : trustDomain,
        mesh.texts("trustDomainAliases"),
        exportTo(mesh),
        meshMtls == null ? Tls.NONE : meshMtls,
        defaults == null ? Tls.NONE : defaults,
        mesh.truth("verifyCertificateAtClient"),
        truth(mesh, "enableAutoMtls", true),
        mesh.text("outboundClusterStatName"),
        providers,
        defaultProviders(mesh, providers),
        mesh.items("discoverySelectors", MeshConfigReader::selector));
  }

  private static boolean truth(Fields mesh, String key, boolean otherwise) {
    Boolean written = mesh.optionalTruth(key);
    return written == null ? otherwise : written;
  }

  private static Duration duration(Fields mesh, String key, Duration otherwise) {
    Duration written = mesh.duration(key);
    return written == null ? otherwise : written;
  }

  private static Normalization normalization(Fields mesh) {
    Normalization written =
        mesh.block(
            "pathNormalization",
            each -> each.word("normalization", NORMALIZATIONS, Normalization.DEFAULT));
    return written == null ? Normalization.DEFAULT : written;
  }

  private static ExportTo exportTo(Fields mesh) {
    return new ExportTo(
        mesh.texts("defaultServiceExportTo"),
        mesh.texts("defaultVirtualServiceExportTo"),
        mesh.texts("defaultDestinationRuleExportTo"));
  }

  private static Tls tls(Fields tls) {
    return new Tls(
        tls.word("minProtocolVersion", TLS_VERSIONS, ""),
        known(tls, "ecdhCurves", CURVES::contains),
        known(tls, "cipherSuites", CipherSuites::isKnown));
  }

  /// Without those that an Envoy would refuse all of its TLS for.
  private static List<String> known(Fields tls, String key, Predicate<String> known) {
    List<String> written = tls.texts(key);
    for (String each : written) {
      if (!known.test(each)) {
        tls.warn(
            key,
            "unknown-value",
            "has " + each + ", which Envoy does not; it is left out: mend it");
      }
    }
    return written.stream().filter(known).toList();
  }

  /// The provider `envoy` is there without being written.
  private static DefaultProviders defaultProviders(Fields mesh, List<ExtensionProvider> known) {
    DefaultProviders written = mesh.block("defaultProviders", MeshConfigReader::providers);
    if (written == null) {
      return DefaultProviders.NONE;
    }
    List<String> names = new ArrayList<>(written.accessLogging());
    names.addAll(written.tracing());
    for (String name : names) {
      if (!MeshConfig.BUILT_IN_PROVIDERS.contains(name)
          && known.stream().noneMatch(each -> each.name().equalsIgnoreCase(name))) {
        mesh.warn(
            "defaultProviders",
            "unknown-provider",
            "names " + name + ", which is none of extensionProviders; nothing is told there");
      }
      for (ExtensionProvider each : known) {
        if (each.name().equals(name) && each.description() instanceof NotCarriedOut) {
          notCarriedOut(mesh, each.kind() + " of " + name);
        }
      }
    }
    return written;
  }

  private static void notCarriedOut(Fields mesh, String what) {
    mesh.warn(
        "defaultProviders",
        "not-carried-out",
        "asks for " + what + ", which is not carried out by Limpet yet");
  }

  private static void warnOfFormat(Fields mesh) {
    String format = mesh.text("accessLogFormat");
    if (mesh.text("accessLogEncoding").equals("JSON")
        && !format.isEmpty()
        && !(JsonReader.readAll(format).getFirst().root() instanceof Value.Mapping)) {
      mesh.report(
          "accessLogFormat",
          "bad-format",
          "is no JSON object, as accessLogEncoding says; Istio's own format is used");
    }
  }

  private static DefaultProviders providers(Fields providers) {
    return new DefaultProviders(
        providers.texts("tracing"), providers.texts("metrics"), providers.texts("accessLogging"));
  }

  private static NamespaceSelector selector(Fields selector) {
    return new NamespaceSelector(
        Labels.selector(selector, "matchLabels"),
        selector.allItems("matchExpressions", MeshConfigReader::expression));
  }

  private static Expression expression(Fields expression) {
    return new Expression(
        expression.requiredText("key"),
        expression.word("operator", OPERATORS, Operator.IN),
        expression.texts("values"));
  }
}
