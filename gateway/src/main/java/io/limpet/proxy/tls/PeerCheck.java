package io.limpet.proxy.tls;

import io.limpet.proxy.head.CertificateFacts;
import io.limpet.proxy.plan.transport.PeerRules;
import io.limpet.proxy.plan.transport.SanRule;
import io.limpet.proxy.plan.transport.SanRule.Kind;
import io.limpet.proxy.plan.transport.UpstreamTls.Verified;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// Looks at a peer's certificate as a plan's rules say (Envoy: tls/cert_validator/
/// default_validator.cc): first who signed it and whether that still holds, then its names, then
/// its pins.
final class PeerCheck extends X509ExtendedTrustManager {
  private static final String ANY_PURPOSE = "2.5.29.37.0";
  private static final String CLIENT_PURPOSE = "1.3.6.1.5.5.7.3.2";
  private static final String SERVER_PURPOSE = "1.3.6.1.5.5.7.3.1";

  private final PeerRules rules;
  private final Verified verified;
  private final TlsEngine engine;
  private final InstantSource clock;
  private final Set<TrustAnchor> anchors;

  /// `verified`: whether the name that was asked for must be in the certificate, instead of those
  /// of the rules.
  PeerCheck(PeerRules rules, Verified verified, TlsEngine engine, InstantSource clock) {
    this.rules = rules;
    this.verified = verified;
    this.engine = engine;
    this.clock = clock;
    this.anchors =
        rules.authorities().stream()
            .map(each -> new TrustAnchor(each, null))
            .collect(Collectors.toUnmodifiableSet());
  }

  /// Whether a client's certificate is good, be it accepted or not.
  boolean validates(List<X509Certificate> presented) {
    return fault(presented, CLIENT_PURPOSE, rules.names()) == null;
  }

  /// Throws where it is not accepted. Where it need not be trusted, nothing of it is looked at.
  private void check(X509Certificate[] presented, String purpose, @Nullable String host)
      throws CertificateException {
    if (rules.leniency().untrusted()) {
      return;
    }
    @Nullable String wanted = verified == Verified.NOT ? null : host;
    List<SanRule> names = wanted == null ? rules.names() : List.of(SanRule.host(wanted));
    @Nullable PeerFault fault = fault(List.of(presented), purpose, names);
    if (fault != null) {
      boolean ofName = fault == PeerFault.NAME;
      throw fault.exception(engine, ofName ? ofName(presented[0], wanted) : fault.told());
    }
  }

  /// With the names that there are, as Envoy tells them.
  private String ofName(X509Certificate own, @Nullable String wanted) {
    String names = String.join(", ", CertificateFacts.of(List.of(own)).names());
    return wanted == null || verified == Verified.OF_CONNECTION
        ? "verify cert failed: SAN matcher, certificate SANs are [%s]".formatted(names)
        : "verify cert failed: verify SAN list, expected SANs: [%s], certificate SANs: [%s]"
            .formatted(wanted, names);
  }

  private @Nullable PeerFault fault(
      List<X509Certificate> presented, String purpose, List<SanRule> names) {
    if (!rules.authorities().isEmpty()) {
      @Nullable PeerFault fault = chainFault(presented, purpose);
      if (fault != null) {
        return fault;
      }
    }
    X509Certificate own = presented.getFirst();
    if (!names.isEmpty() && !named(own, names)) {
      return PeerFault.NAME;
    }
    boolean pinned = !rules.pins().isEmpty() || !rules.keys().isEmpty();
    return pinned && !isPinned(own) ? PeerFault.PIN : null;
  }

  // Who signed it.

  private @Nullable PeerFault chainFault(List<X509Certificate> presented, String purpose) {
    Instant now = clock.instant();
    X509Certificate own = presented.getFirst();
    @Nullable List<X509Certificate> path = path(presented, Date.from(now));
    if (path == null) {
      return withoutPath(presented, now);
    }
    if (!hasPurpose(own, purpose)) {
      return PeerFault.PURPOSE;
    }
    if (path.size() - 1 > Math.max(rules.leniency().depth(), 1)) {
      return PeerFault.TOO_LONG;
    }
    return rules.revoked().isEmpty() ? null : revocationFault(path, now);
  }

  /// From the peer's own certificate to an authority's, which is the last; or null.
  private @Nullable List<X509Certificate> path(List<X509Certificate> presented, Date at) {
    X509CertSelector own = new X509CertSelector();
    own.setCertificate(presented.getFirst());
    try {
      PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, own);
      parameters.setRevocationEnabled(false);
      parameters.setMaxPathLength(-1);
      parameters.setDate(rules.leniency().expired() ? validAt(presented) : at);
      parameters.addCertStore(
          CertStore.getInstance("Collection", new CollectionCertStoreParameters(presented)));
      var built = (PKIXCertPathBuilderResult) CertPathBuilder.getInstance("PKIX").build(parameters);
      List<X509Certificate> path = new ArrayList<>();
      built.getCertPath().getCertificates().forEach(each -> path.add((X509Certificate) each));
      X509Certificate authority = built.getTrustAnchor().getTrustedCert();
      if (path.isEmpty() || !path.getLast().equals(authority)) {
        path.add(authority);
      }
      return path;
    } catch (GeneralSecurityException none) {
      return null;
    }
  }

  /// A time at which all of them were valid, if there ever was one.
  private static Date validAt(List<X509Certificate> presented) {
    return presented.stream().map(X509Certificate::getNotBefore).max(Date::compareTo).orElseThrow();
  }

  /// A chain that holds but for its dates is told apart from one that nobody we know has signed.
  private PeerFault withoutPath(List<X509Certificate> presented, Instant now) {
    if (path(presented, validAt(presented)) == null) {
      return PeerFault.UNKNOWN_AUTHORITY;
    }
    boolean early =
        presented.stream().anyMatch(each -> each.getNotBefore().toInstant().isAfter(now));
    return early ? PeerFault.NOT_YET_VALID : PeerFault.EXPIRED;
  }

  private static boolean hasPurpose(X509Certificate own, String wanted) {
    try {
      @Nullable List<String> purposes = own.getExtendedKeyUsage();
      return purposes == null || purposes.contains(wanted) || purposes.contains(ANY_PURPOSE);
    } catch (CertificateParsingException unreadable) {
      return false;
    }
  }

  /// Where there are lists at all, there must be one of each authority in the path.
  private @Nullable PeerFault revocationFault(List<X509Certificate> path, Instant now) {
    int last = rules.leniency().revokedLeafOnly() ? 1 : path.size() - 1;
    for (int i = 0; i < last; i++) {
      X509Certificate issuer = path.get(i + 1);
      @Nullable X509CRL list = listOf(issuer);
      if (list == null) {
        return PeerFault.WITHOUT_LIST;
      }
      if (list.getNextUpdate() != null && list.getNextUpdate().toInstant().isBefore(now)) {
        return PeerFault.LIST_EXPIRED;
      }
      if (list.isRevoked(path.get(i))) {
        return PeerFault.REVOKED;
      }
    }
    return null;
  }

  private @Nullable X509CRL listOf(X509Certificate issuer) {
    for (X509CRL list : rules.revoked()) {
      if (list.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
        try {
          list.verify(issuer.getPublicKey());
          return list;
        } catch (GeneralSecurityException anotherKeys) {
          // A later list may be of this issuer's.
        }
      }
    }
    return null;
  }

  // Its names and pins.

  private static boolean named(X509Certificate own, List<SanRule> names) {
    CertificateFacts facts = CertificateFacts.of(List.of(own));
    return anyAllowed(names, Kind.DNS, facts.dnsNames())
        || anyAllowed(names, Kind.URI, facts.uris())
        || anyAllowed(names, Kind.EMAIL, facts.emails())
        || anyAllowed(names, Kind.IP, facts.ips());
  }

  private static boolean anyAllowed(List<SanRule> rules, Kind kind, List<String> names) {
    for (String name : names) {
      for (SanRule rule : rules) {
        if (rule.allows(kind, name)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean isPinned(X509Certificate own) {
    return rules.pins().contains(CertificateFacts.digest(own, "SHA-256"))
        || rules.keys().contains(keyDigest(own));
  }

  private static String keyDigest(X509Certificate own) {
    try {
      byte[] key = own.getPublicKey().getEncoded();
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(key));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("SHA-256", impossible);
    }
  }

  // What engines ask.

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine of)
      throws CertificateException {
    check(chain, CLIENT_PURPOSE, null);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine of)
      throws CertificateException {
    check(chain, SERVER_PURPOSE, of.getPeerHost());
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket of)
      throws CertificateException {
    check(chain, CLIENT_PURPOSE, null);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket of)
      throws CertificateException {
    check(chain, SERVER_PURPOSE, null);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    check(chain, CLIENT_PURPOSE, null);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    check(chain, SERVER_PURPOSE, null);
  }

  /// Clients are told whose certificates are wanted.
  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return rules.authorities().toArray(X509Certificate[]::new);
  }
}
