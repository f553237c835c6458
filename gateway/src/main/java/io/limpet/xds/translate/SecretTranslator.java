package io.limpet.xds.translate;

import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import io.limpet.mesh.Secret;

/// Certificates and authorities as Envoy asks for them (`toEnvoyTLSSecret` and
/// `toEnvoyCaSecret` in `pilot/pkg/xds/sds.go` of Istio).
final class SecretTranslator {
  private SecretTranslator() {}

  static io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret secret(Secret secret) {
    var message =
        io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret.newBuilder()
            .setName(secret.name());
    return switch (secret) {
      case Secret.Certificate certificate -> message.setTlsCertificate(pair(certificate)).build();
      case Secret.Authorities authorities ->
          message.setValidationContext(validation(authorities)).build();
    };
  }

  private static TlsCertificate pair(Secret.Certificate certificate) {
    TlsCertificate.Builder pair =
        TlsCertificate.newBuilder()
            .setCertificateChain(inline(certificate.chain()))
            .setPrivateKey(inline(certificate.key()));
    if (!certificate.ocspStaple().isEmpty()) {
      pair.setOcspStaple(inline(certificate.ocspStaple()));
    }
    return pair.build();
  }

  private static CertificateValidationContext validation(Secret.Authorities authorities) {
    CertificateValidationContext.Builder context =
        CertificateValidationContext.newBuilder().setTrustedCa(inline(authorities.certificates()));
    if (!authorities.revoked().isEmpty()) {
      context.setCrl(inline(authorities.revoked()));
    }
    return context.build();
  }

  private static DataSource inline(Secret.Bytes bytes) {
    return DataSource.newBuilder().setInlineBytes(ByteString.copyFrom(bytes.toArray())).build();
  }
}
