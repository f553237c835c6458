package io.limpet.xds.translate;

import com.google.protobuf.Any;
import io.envoyproxy.envoy.config.core.v3.DataSource;
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
import io.limpet.mesh.Cluster;
import io.limpet.mesh.Cluster.Protocol;
import io.limpet.mesh.UpstreamTls;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// TLS towards endpoints, as a DestinationRule's `tls` asks for it (`core/cluster_tls.go` in
/// Istio's pilot).
///
/// Certificates in files are named as files; istiod has its agent read them, which a stock Envoy
/// does not have. Those of Secrets, and of the mesh, are asked for over ADS.
final class TlsTranslator {
  /// The first of the places where Istio's agent looks for the system's authorities.
  private static final String SYSTEM_AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt";

  private TlsTranslator() {}

  static TransportSocket socket(UpstreamTls tls, Cluster cluster) {
    UpstreamTlsContext.Builder context =
        UpstreamTlsContext.newBuilder().setCommonTlsContext(common(tls, cluster));
    String name = isMesh(tls) && tls.sni().isEmpty() ? meshName(cluster) : tls.sni();
    context.setSni(name);
    return TransportSocket.newBuilder()
        .setName("envoy.transport_sockets.tls")
        .setTypedConfig(Any.pack(context.build()))
        .build();
  }

  /// `outbound_.80_.v1_.web.shop.svc.cluster.local`.
  private static String meshName(Cluster cluster) {
    return cluster.name().replace("|", "_.");
  }

  private static boolean isMesh(UpstreamTls tls) {
    return tls.mode() == UpstreamTls.Mode.ISTIO_MUTUAL;
  }

  /// Where no name is written, the host that was asked for is the one that must answer.
  static Optional<UpstreamHttpProtocolOptions> byHost(@Nullable UpstreamTls tls) {
    if (tls == null || isMesh(tls) || !tls.sni().isEmpty()) {
      return Optional.empty();
    }
    boolean verified = tls.subjectAltNames().isEmpty() && !tls.skipsVerification();
    return Optional.of(
        UpstreamHttpProtocolOptions.newBuilder()
            .setAutoSni(true)
            .setAutoSanValidation(verified)
            .build());
  }

  private static CommonTlsContext common(UpstreamTls tls, Cluster cluster) {
    CommonTlsContext.Builder common =
        CommonTlsContext.newBuilder()
            .setTlsParams(
                TlsParameters.newBuilder()
                    .setTlsMinimumProtocolVersion(TlsProtocol.TLSv1_2)
                    .setTlsMaximumProtocolVersion(TlsProtocol.TLSv1_3));
    switch (tls.mode()) {
      case SIMPLE -> authorities(common, tls);
      case MUTUAL -> {
        certificate(common, tls);
        authorities(common, tls);
      }
      case ISTIO_MUTUAL -> {
        common.addTlsCertificateSdsSecretConfigs(secret("default"));
        common.setCombinedValidationContext(combined(tls, "ROOTCA"));
      }
    }
    common.addAllAlpnProtocols(protocols(tls.mode(), cluster.upstream().protocol()));
    return common.build();
  }

  private static void certificate(CommonTlsContext.Builder common, UpstreamTls tls) {
    if (tls.credentialName().isEmpty()) {
      common.addTlsCertificates(
          TlsCertificate.newBuilder()
              .setCertificateChain(file(tls.clientCertificate()))
              .setPrivateKey(file(tls.privateKey())));
    } else {
      common.addTlsCertificateSdsSecretConfigs(secret("kubernetes://" + tls.credentialName()));
    }
  }

  private static void authorities(CommonTlsContext.Builder common, UpstreamTls tls) {
    if (tls.skipsVerification()) {
      return;
    }
    if (!tls.credentialName().isEmpty()) {
      common.setCombinedValidationContext(
          combined(tls, "kubernetes://" + tls.credentialName() + "-cacert"));
      return;
    }
    boolean written = !tls.caCertificates().isEmpty() && !tls.caCertificates().equals("system");
    CertificateValidationContext.Builder validation =
        names(tls).setTrustedCa(file(written ? tls.caCertificates() : SYSTEM_AUTHORITIES));
    if (!tls.caCrl().isEmpty()) {
      validation.setCrl(file(tls.caCrl()));
    }
    common.setValidationContext(validation);
  }

  private static CombinedCertificateValidationContext combined(UpstreamTls tls, String secret) {
    return CombinedCertificateValidationContext.newBuilder()
        .setDefaultValidationContext(names(tls))
        .setValidationContextSdsSecretConfig(secret(secret))
        .build();
  }

  private static CertificateValidationContext.Builder names(UpstreamTls tls) {
    CertificateValidationContext.Builder names = CertificateValidationContext.newBuilder();
    for (String each : tls.subjectAltNames()) {
      StringMatcher exact = StringMatcher.newBuilder().setExact(each).build();
      for (SanType type : List.of(SanType.DNS, SanType.URI)) {
        names.addMatchTypedSubjectAltNames(
            SubjectAltNameMatcher.newBuilder().setSanType(type).setMatcher(exact));
      }
    }
    return names;
  }

  private static List<String> protocols(UpstreamTls.Mode mode, Protocol protocol) {
    boolean http2 = protocol == Protocol.HTTP2;
    if (mode == UpstreamTls.Mode.ISTIO_MUTUAL) {
      return http2
          ? List.of("istio-peer-exchange", "istio", "h2")
          : List.of("istio-peer-exchange", "istio");
    }
    return http2 ? List.of("h2") : List.of();
  }

  private static SdsSecretConfig secret(String name) {
    return SdsSecretConfig.newBuilder().setName(name).setSdsConfig(Messages.ADS).build();
  }

  private static DataSource file(String path) {
    return DataSource.newBuilder().setFilename(path).build();
  }
}
