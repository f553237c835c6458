package io.limpet.proxy.plan;

import java.util.List;

/// What becomes of `x-forwarded-client-cert` (Envoy: forward_client_cert_details,
/// set_current_client_cert_details). `told` are the parts besides `By` and `Hash`, in their order.
public record ClientCertificatePlan(Mode mode, List<Part> told) {
  public static final ClientCertificatePlan SANITIZE =
      new ClientCertificatePlan(Mode.SANITIZE, List.of());

  public ClientCertificatePlan {
    told = List.copyOf(told);
  }

  /// What is done with a header that came, and whether ours is written.
  public enum Mode {
    SANITIZE,
    FORWARD_ONLY,
    APPEND_FORWARD,
    SANITIZE_SET,
    ALWAYS_FORWARD_ONLY
  }

  /// What may be told of a certificate.
  public enum Part {
    CERT,
    SUBJECT,
    CHAIN,
    URI,
    DNS
  }
}
