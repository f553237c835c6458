package io.limpet.xds.translate;

import com.google.protobuf.Any;
import io.envoyproxy.envoy.config.core.v3.AggregatedConfigSource;
import io.envoyproxy.envoy.config.core.v3.ApiConfigSource;
import io.envoyproxy.envoy.config.core.v3.ApiVersion;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.GrpcService;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.config.core.v3.UpstreamHttpProtocolOptions;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext.CombinedCertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SubjectAltNameMatcher;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SubjectAltNameMatcher.SanType;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters.TlsProtocol;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.limpet.mesh.Cluster.Protocol;
import io.limpet.mesh.Feature;
import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.UpstreamTls;
import io.limpet.mesh.UpstreamTls.Certificate;
import io.limpet.mesh.UpstreamTls.SecretName;
import io.limpet.mesh.UpstreamTls.Trust;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// TLS towards endpoints (`core/cluster_tls.go` in Istio's pilot; for the secrets
/// `security/model/authentication.go`).
final class TlsTranslator {
  /// Where Istio's agent answers.
  private static final ConfigSource AGENT =
      ConfigSource.newBuilder()
          .setApiConfigSource(
              ApiConfigSource.newBuilder()
                  .setApiType(ApiConfigSource.ApiType.GRPC)
                  .setSetNodeOnFirstMessageOnly(true)
                  .setTransportApiVersion(ApiVersion.V3)
                  .addGrpcServices(
                      GrpcService.newBuilder()
                          .setEnvoyGrpc(
                              GrpcService.EnvoyGrpc.newBuilder().setClusterName("sds-grpc"))))
          .setInitialFetchTimeout(com.google.protobuf.Duration.getDefaultInstance())
          .setResourceApiVersion(ApiVersion.V3)
          .build();

  /// The wait has Envoy's limit: a secret that nobody has must not keep the cluster from serving.
  private static final ConfigSource CONTROL_PLANE =
      ConfigSource.newBuilder()
          .setAds(AggregatedConfigSource.getDefaultInstance())
          .setResourceApiVersion(ApiVersion.V3)
          .build();

  private final boolean compatIstio;
  private final boolean saysExchange;

  TlsTranslator(MeshOptions options) {
    this.compatIstio = options.compatIstio();
    this.saysExchange = !options.on(Feature.PILOT_DISABLE_MX_ALPN);
  }

  TransportSocket socket(UpstreamTls tls, Protocol protocol) {
    UpstreamTlsContext.Builder context =
        UpstreamTlsContext.newBuilder()
            .setCommonTlsContext(common(tls, protocol))
            .setSni(tls.sni());
    return TransportSocket.newBuilder()
        .setName("envoy.transport_sockets.tls")
        .setTypedConfig(Any.pack(context.build()))
        .build();
  }

  /// Where no name is written, the host that was asked for is the one that must answer.
  static Optional<UpstreamHttpProtocolOptions> byHost(@Nullable UpstreamTls tls) {
    if (tls == null || tls.mesh() || !tls.sni().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        UpstreamHttpProtocolOptions.newBuilder()
            .setAutoSni(true)
            .setAutoSanValidation(tls.verifiesHost())
            .build());
  }

  private CommonTlsContext common(UpstreamTls tls, Protocol protocol) {
    TlsParameters.Builder parameters =
        TlsParameters.newBuilder()
            .setTlsMinimumProtocolVersion(TlsProtocol.TLSv1_2)
            .setTlsMaximumProtocolVersion(TlsProtocol.TLSv1_3)
            .addAllEcdhCurves(tls.curves())
            .addAllCipherSuites(tls.ciphers());
    CommonTlsContext.Builder common = CommonTlsContext.newBuilder().setTlsParams(parameters);
    switch (tls.certificate()) {
      case null -> {}
      case Certificate.Files(String chain, String key) ->
          common.addTlsCertificates(
              TlsCertificate.newBuilder()
                  .setCertificateChain(file(chain))
                  .setPrivateKey(file(key)));
      case Certificate.Secret(SecretName name) ->
          common.addTlsCertificateSdsSecretConfigs(secret(name));
    }
    trust(common, tls);
    return common.addAllAlpnProtocols(protocols(tls, protocol == Protocol.HTTP2)).build();
  }

  private void trust(CommonTlsContext.Builder common, UpstreamTls tls) {
    CertificateValidationContext.Builder names = names(tls);
    switch (tls.trust()) {
      case Trust.Anyone(boolean said) -> {
        if (said) {
          common.setValidationContext(CertificateValidationContext.getDefaultInstance());
        }
      }
      case Trust.File(String authorities, String crl) -> {
        revoked(names, crl);
        common.setValidationContext(names.setTrustedCa(file(authorities)));
      }
      case Trust.Secret(SecretName name, String crl) -> {
        revoked(names, crl);
        common.setCombinedValidationContext(
            CombinedCertificateValidationContext.newBuilder()
                .setDefaultValidationContext(names)
                .setValidationContextSdsSecretConfig(secret(name)));
      }
    }
  }

  private static void revoked(CertificateValidationContext.Builder names, String crl) {
    if (!crl.isEmpty()) {
      names.setCrl(file(crl));
    }
  }

  @SuppressWarnings("deprecation") // istiod's field, which does not say what kind of name is meant
  private CertificateValidationContext.Builder names(UpstreamTls tls) {
    CertificateValidationContext.Builder names = CertificateValidationContext.newBuilder();
    for (String each : tls.subjectAltNames()) {
      StringMatcher exact = StringMatcher.newBuilder().setExact(each).build();
      if (compatIstio) {
        names.addMatchSubjectAltNames(exact);
        continue;
      }
      for (SanType type : List.of(SanType.DNS, SanType.URI)) {
        names.addMatchTypedSubjectAltNames(
            SubjectAltNameMatcher.newBuilder().setSanType(type).setMatcher(exact));
      }
    }
    return names;
  }

  private List<String> protocols(UpstreamTls tls, boolean http2) {
    List<String> all = new ArrayList<>();
    if (tls.mesh()) {
      if (saysExchange) {
        all.add("istio-peer-exchange");
      }
      all.add("istio");
    }
    if (http2) {
      all.add("h2");
    }
    return all;
  }

  private static SdsSecretConfig secret(SecretName name) {
    return SdsSecretConfig.newBuilder()
        .setName(name.name())
        .setSdsConfig(name.ofAgent() ? AGENT : CONTROL_PLANE)
        .build();
  }

  private static DataSource file(String path) {
    return DataSource.newBuilder().setFilename(path).build();
  }
}
