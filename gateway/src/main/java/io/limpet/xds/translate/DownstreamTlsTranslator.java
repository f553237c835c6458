package io.limpet.xds.translate;

import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
import io.envoyproxy.envoy.config.core.v3.AggregatedConfigSource;
import io.envoyproxy.envoy.config.core.v3.ApiConfigSource;
import io.envoyproxy.envoy.config.core.v3.ApiVersion;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.GrpcService;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.extensions.transport_sockets.quic.v3.QuicDownstreamTransport;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext.CombinedCertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters.TlsProtocol;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.limpet.mesh.DownstreamTls;
import io.limpet.mesh.DownstreamTls.ClientCertificate;
import io.limpet.mesh.DownstreamTls.Credentials;
import io.limpet.mesh.DownstreamTls.Pair;
import io.limpet.mesh.DownstreamTls.Verification;
import io.limpet.mesh.MeshOptions;
import java.util.List;

/// How a gateway ends its clients' TLS (`BuildListenerTLSContext` in Istio's `core/listener.go`,
/// and its `pilot/pkg/security/model/authentication.go`).
///
/// Istio's agent reads certificates from files, and gives those of the mesh, to the Envoy beside
/// it. A stock Envoy has no agent: it is told the files' names, and asks for the mesh's over ADS.
/// `--compat istio` names the agent, as istiod does.
final class DownstreamTlsTranslator {
  /// The name of the agent in the bootstrap of Istio's Envoys.
  private static final String AGENT = "sds-grpc";

  /// The name of a workload's own certificate.
  private static final String MESH_CERTIFICATE = "default";

  /// A secret that does not exist must not hold the whole listener back, so the wait for it has
  /// Envoy's own limit.
  private static final ConfigSource CONTROL_PLANE =
      ConfigSource.newBuilder()
          .setAds(AggregatedConfigSource.getDefaultInstance())
          .setResourceApiVersion(ApiVersion.V3)
          .build();

  private final boolean byAgent;

  DownstreamTlsTranslator(MeshOptions options) {
    this.byAgent = options.compatIstio();
  }

  TransportSocket socket(DownstreamTls tls) {
    return TransportSocket.newBuilder()
        .setName("envoy.transport_sockets.tls")
        .setTypedConfig(Any.pack(context(tls)))
        .build();
  }

  TransportSocket quicSocket(DownstreamTls tls) {
    return TransportSocket.newBuilder()
        .setName("envoy.transport_sockets.quic")
        .setTypedConfig(
            Any.pack(
                QuicDownstreamTransport.newBuilder().setDownstreamTlsContext(context(tls)).build()))
        .build();
  }

  private DownstreamTlsContext context(DownstreamTls tls) {
    return DownstreamTlsContext.newBuilder()
        .setCommonTlsContext(common(tls))
        .setRequireClientCertificate(BoolValue.of(tls.client() == ClientCertificate.REQUIRED))
        .build();
  }

  private CommonTlsContext common(DownstreamTls tls) {
    CommonTlsContext.Builder common =
        CommonTlsContext.newBuilder().addAllAlpnProtocols(tls.applicationProtocols());
    boolean asked = tls.client() != ClientCertificate.NOT_ASKED;
    switch (tls.credentials()) {
      case Credentials.Secrets(var names, String authorities) -> {
        names.forEach(
            name -> common.addTlsCertificateSdsSecretConfigs(secret(name, CONTROL_PLANE)));
        if (asked) {
          common.setCombinedValidationContext(
              combined(verification(tls.verification()), secret(authorities, CONTROL_PLANE)));
        } else if (!tls.verification().subjectAltNames().isEmpty()) {
          common.setValidationContext(names(tls.verification()));
        }
      }
      case Credentials.Files files -> files(common, files, tls);
      case Credentials.Mesh() -> {
        ConfigSource source = byAgent ? agent() : CONTROL_PLANE;
        common.addTlsCertificateSdsSecretConfigs(secret(MESH_CERTIFICATE, source));
        if (asked) {
          common.setCombinedValidationContext(
              combined(withRevoked(tls.verification()), secret("ROOTCA", source)));
        }
      }
    }
    TlsParameters parameters = parameters(tls.parameters());
    if (!parameters.equals(TlsParameters.getDefaultInstance())) {
      common.setTlsParams(parameters);
    }
    return common.build();
  }

  private void files(CommonTlsContext.Builder common, Credentials.Files files, DownstreamTls tls) {
    boolean asked = tls.client() != ClientCertificate.NOT_ASKED;
    if (byAgent) {
      List<Pair> pairs = files.pairs().isEmpty() ? List.of(new Pair("", "")) : files.pairs();
      pairs.forEach(pair -> common.addTlsCertificateSdsSecretConfigs(secret(name(pair), agent())));
      if (asked) {
        String root = files.authorities().isEmpty() ? "ROOTCA" : "file-root:" + files.authorities();
        common.setCombinedValidationContext(
            combined(withRevoked(tls.verification()), secret(root, agent())));
      }
      return;
    }
    files
        .pairs()
        .forEach(
            pair ->
                common.addTlsCertificates(
                    TlsCertificate.newBuilder()
                        .setCertificateChain(file(pair.certificate()))
                        .setPrivateKey(file(pair.key()))));
    if (asked) {
      common.setValidationContext(
          withRevoked(tls.verification()).toBuilder().setTrustedCa(file(files.authorities())));
    }
  }

  /// Where a file is missing, istiod has the agent show the mesh's certificate.
  private static String name(Pair pair) {
    return pair.certificate().isEmpty() || pair.key().isEmpty()
        ? MESH_CERTIFICATE
        : "file-cert:" + pair.certificate() + "~" + pair.key();
  }

  private static CombinedCertificateValidationContext combined(
      CertificateValidationContext own, SdsSecretConfig authorities) {
    return CombinedCertificateValidationContext.newBuilder()
        .setDefaultValidationContext(own)
        .setValidationContextSdsSecretConfig(authorities)
        .build();
  }

  @SuppressWarnings("deprecation") // istiod writes it; Envoy takes it for names of every type
  private static CertificateValidationContext names(Verification verification) {
    CertificateValidationContext.Builder context = CertificateValidationContext.newBuilder();
    for (String name : verification.subjectAltNames()) {
      context.addMatchSubjectAltNames(StringMatcher.newBuilder().setExact(name));
    }
    return context.build();
  }

  private static CertificateValidationContext verification(Verification verification) {
    return names(verification).toBuilder()
        .addAllVerifyCertificateSpki(verification.spki())
        .addAllVerifyCertificateHash(verification.hashes())
        .build();
  }

  private static CertificateValidationContext withRevoked(Verification verification) {
    CertificateValidationContext context = names(verification);
    return verification.crl().isEmpty()
        ? context
        : context.toBuilder().setCrl(file(verification.crl())).build();
  }

  private static TlsParameters parameters(DownstreamTls.Parameters parameters) {
    return TlsParameters.newBuilder()
        .setTlsMinimumProtocolVersion(protocol(parameters.minimum()))
        .setTlsMaximumProtocolVersion(protocol(parameters.maximum()))
        .addAllCipherSuites(parameters.cipherSuites())
        .addAllEcdhCurves(parameters.curves())
        .build();
  }

  /// Istio writes `TLSV1_2` where Envoy writes `TLSv1_2`.
  private static TlsProtocol protocol(String name) {
    return name.isEmpty() || name.equals("TLS_AUTO")
        ? TlsProtocol.TLS_AUTO
        : TlsProtocol.valueOf(name.replace("TLSV", "TLSv"));
  }

  private static SdsSecretConfig secret(String name, ConfigSource source) {
    return SdsSecretConfig.newBuilder().setName(name).setSdsConfig(source).build();
  }

  private static ConfigSource agent() {
    return ConfigSource.newBuilder()
        .setApiConfigSource(
            ApiConfigSource.newBuilder()
                .setApiType(ApiConfigSource.ApiType.GRPC)
                .setSetNodeOnFirstMessageOnly(true)
                .setTransportApiVersion(ApiVersion.V3)
                .addGrpcServices(
                    GrpcService.newBuilder()
                        .setEnvoyGrpc(GrpcService.EnvoyGrpc.newBuilder().setClusterName(AGENT))))
        .setInitialFetchTimeout(com.google.protobuf.Duration.getDefaultInstance())
        .setResourceApiVersion(ApiVersion.V3)
        .build();
  }

  private static DataSource file(String path) {
    return DataSource.newBuilder().setFilename(path).build();
  }
}
