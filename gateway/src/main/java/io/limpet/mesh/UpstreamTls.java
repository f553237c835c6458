package io.limpet.mesh;

import io.limpet.model.istio.TrafficPolicy.ClientTls;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// TLS towards a cluster's endpoints. Texts that were not written are empty.
public record UpstreamTls(
    Mode mode,
    String clientCertificate,
    String privateKey,
    String caCertificates,
    String caCrl,
    String credentialName,
    List<String> subjectAltNames,
    String sni,
    boolean skipsVerification) {
  public UpstreamTls {
    subjectAltNames = List.copyOf(subjectAltNames);
  }

  /// Who shows a certificate: the endpoint, both, or both those of the mesh.
  public enum Mode {
    SIMPLE,
    MUTUAL,
    ISTIO_MUTUAL
  }

  /// Null for plain text.
  static @Nullable UpstreamTls of(@Nullable ClientTls written) {
    return written == null
        ? null
        : switch (written.mode()) {
          case DISABLE -> null;
          case SIMPLE -> of(written, Mode.SIMPLE);
          case MUTUAL -> of(written, Mode.MUTUAL);
          case ISTIO_MUTUAL -> of(written, Mode.ISTIO_MUTUAL);
        };
  }

  private static UpstreamTls of(ClientTls written, Mode mode) {
    return new UpstreamTls(
        mode,
        written.clientCertificate(),
        written.privateKey(),
        written.caCertificates(),
        written.caCrl(),
        written.credentialName(),
        written.subjectAltNames(),
        written.sni(),
        Boolean.TRUE.equals(written.insecureSkipVerify()));
  }
}
