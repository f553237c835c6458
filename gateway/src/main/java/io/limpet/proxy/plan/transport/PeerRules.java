package io.limpet.proxy.plan.transport;

import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.List;

/// What is asked of a peer's certificate (Envoy: CertificateValidationContext).
///
/// `authorities` are those that may have signed it; without any, only `pins` and `names` are looked
/// at. `pins` are SHA-256 of whole certificates (in lower-case hexadecimal), `keys` of their public
/// keys (in Base64); where there are any of either, one of them must be the peer's. One of `names`
/// must be among the names in the certificate, where there are any.
public record PeerRules(
    List<X509Certificate> authorities,
    List<X509CRL> revoked,
    List<String> pins,
    List<String> keys,
    List<SanRule> names,
    Leniency leniency) {
  public static final PeerRules NONE =
      new PeerRules(List.of(), List.of(), List.of(), List.of(), List.of(), Leniency.NONE);

  public PeerRules {
    authorities = List.copyOf(authorities);
    revoked = List.copyOf(revoked);
    pins = List.copyOf(pins);
    keys = List.copyOf(keys);
    names = List.copyOf(names);
  }

  /// Exceptions: whether a certificate may be out of date, whether it may be signed by somebody
  /// else, and whether only the peer's own certificate is looked for in lists of revoked ones.
  /// `depth` bounds the certificates behind the peer's own, the authority's among them (as the
  /// engine counts; Envoy's API speaks of those between); 0 is as 1 (Envoy 1.40, measured).
  public record Leniency(boolean expired, boolean untrusted, boolean revokedLeafOnly, int depth) {
    public static final int USUAL_DEPTH = 100;
    public static final Leniency NONE = new Leniency(false, false, false, USUAL_DEPTH);
  }

  /// Whether a client is asked for a certificate at all: where nothing would be looked at it is
  /// not, whatever `require_client_certificate` says (Envoy 1.40, measured).
  public boolean asks() {
    return !authorities.isEmpty() || !pins.isEmpty() || !keys.isEmpty();
  }

  /// The same, with another name that may stand in the certificate.
  public PeerRules withNames(List<SanRule> others) {
    return new PeerRules(authorities, revoked, pins, keys, others, leniency);
  }
}
