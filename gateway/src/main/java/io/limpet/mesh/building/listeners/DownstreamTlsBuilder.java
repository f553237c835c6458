package io.limpet.mesh.building.listeners;

import io.limpet.mesh.DownstreamTls;
import io.limpet.mesh.DownstreamTls.ClientCertificate;
import io.limpet.mesh.DownstreamTls.Credentials;
import io.limpet.mesh.DownstreamTls.Pair;
import io.limpet.mesh.DownstreamTls.Parameters;
import io.limpet.mesh.DownstreamTls.Verification;
import io.limpet.mesh.Feature;
import io.limpet.mesh.Fix;
import io.limpet.mesh.MeshOptions;
import io.limpet.model.istio.Gateway.Protocol;
import io.limpet.model.istio.Gateway.Server;
import io.limpet.model.istio.Gateway.Tls;
import io.limpet.model.istio.Gateway.TlsMode;
import io.limpet.model.istio.MeshConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a server ends its clients' TLS (`BuildListenerTLSContext` in Istio's `core/listener.go`).
public final class DownstreamTlsBuilder {
  private static final String AUTHORITIES_SUFFIX = "-cacert";

  /// What Istio calls the certificate that the mesh gives to each workload.
  private static final List<String> OWN_CERTIFICATE = List.of("builtin://");

  private static final List<String> HTTP = List.of("h2", "http/1.1");

  private static final List<String> HTTP3 = List.of("h3");

  /// Istio's sidecars say by the first that they exchange what they are.
  private static final List<String> MESH_TCP = List.of("istio-peer-exchange", "h2", "http/1.1");

  private final MeshConfig.Tls defaults;
  private final boolean checked;
  private final boolean saysExchange;

  DownstreamTlsBuilder(MeshOptions options) {
    this.defaults = options.meshConfig().tlsDefaults();
    this.checked = options.has(Fix.REFUSED_VALUES);
    this.saysExchange = !options.on(Feature.PILOT_DISABLE_MX_ALPN);
  }

  /// The secrets that a server asks for by name, whatever the mesh says.
  public static List<String> secretNames(Server server) {
    DownstreamTls tls = new DownstreamTlsBuilder(MeshOptions.DEFAULT).of(server);
    return tls == null ? List.of() : tls.secretNames();
  }

  /// Null where the server ends none.
  @Nullable DownstreamTls of(Server server) {
    Tls tls = server.tls();
    boolean mesh = tls != null && tls.mode() == TlsMode.ISTIO_MUTUAL;
    boolean exchanges = mesh && server.protocol() != Protocol.HTTPS && saysExchange;
    return of(server, exchanges ? MESH_TCP : HTTP);
  }

  /// The same within QUIC.
  @Nullable DownstreamTls overQuic(Server server) {
    return of(server, HTTP3);
  }

  private @Nullable DownstreamTls of(Server server, List<String> protocols) {
    Tls tls = server.tls();
    if (tls == null || tls.passesThrough()) {
      return null;
    }
    boolean mesh = tls.mode() == TlsMode.ISTIO_MUTUAL;
    return new DownstreamTls(
        credentials(tls),
        client(tls.mode()),
        mesh ? Parameters.NONE : parameters(tls),
        verification(tls),
        protocols);
  }

  /// Names for a certificate that nobody is asked for are refused by an Envoy.
  private Verification verification(Tls tls) {
    boolean meaningless = client(tls.mode()) == ClientCertificate.NOT_ASKED && checked;
    return new Verification(
        meaningless ? List.of() : tls.verification().subjectAltNames(),
        tls.verification().spki(),
        tls.verification().hashes(),
        tls.caCrl());
  }

  private static ClientCertificate client(TlsMode mode) {
    return switch (mode) {
      case MUTUAL, ISTIO_MUTUAL -> ClientCertificate.REQUIRED;
      case OPTIONAL_MUTUAL -> ClientCertificate.OPTIONAL;
      case SIMPLE, PASSTHROUGH, AUTO_PASSTHROUGH -> ClientCertificate.NOT_ASKED;
    };
  }

  private static Credentials credentials(Tls tls) {
    if (tls.mode() == TlsMode.ISTIO_MUTUAL || tls.credentialNames().equals(OWN_CERTIFICATE)) {
      return new Credentials.Mesh();
    }
    if (tls.credentialNames().isEmpty()) {
      return new Credentials.Files(
          tls.certificates().stream()
              .map(each -> new Pair(each.serverCertificate(), each.privateKey()))
              .toList(),
          tls.caCertificates());
    }
    String own = tls.caCertCredentialName();
    String authorities = own.isEmpty() ? tls.credentialNames().getFirst() : own;
    return new Credentials.Secrets(
        tls.credentialNames().stream().map(SecretBuilder::resourceName).toList(),
        SecretBuilder.resourceName(
            authorities.endsWith(AUTHORITIES_SUFFIX)
                ? authorities
                : authorities + AUTHORITIES_SUFFIX));
  }

  /// The mesh's, where the server says nothing itself.
  private Parameters parameters(Tls tls) {
    String minimum = tls.minProtocolVersion();
    boolean own = !minimum.isEmpty() && !minimum.equals("TLS_AUTO");
    return new Parameters(
        own ? minimum : defaults.minProtocolVersion(),
        tls.maxProtocolVersion(),
        tls.cipherSuites().isEmpty() ? defaults.cipherSuites() : tls.cipherSuites(),
        defaults.ecdhCurves());
  }
}
