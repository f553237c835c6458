package io.limpet.proxy.plan.reading.transport;

import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext.TrustChainVerification;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SubjectAltNameMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.limpet.pem.Pem;
import io.limpet.proxy.plan.match.TextTest;
import io.limpet.proxy.plan.reading.fields.DataSources;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.reading.match.TextTestReader;
import io.limpet.proxy.plan.transport.PeerRules;
import io.limpet.proxy.plan.transport.PeerRules.Leniency;
import io.limpet.proxy.plan.transport.SanRule;
import io.limpet.proxy.plan.transport.SanRule.Kind;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// What is asked of a peer's certificate (common.proto, CertificateValidationContext).
final class PeerRulesReader {
  private static final Set<String> KNOWN =
      Set.of(
          "trusted_ca",
          "verify_certificate_spki",
          "verify_certificate_hash",
          "match_typed_subject_alt_names",
          "match_subject_alt_names",
          "crl",
          "allow_expired_certificate",
          "trust_chain_verification",
          "only_verify_leaf_cert_crl",
          "watched_directory",
          "max_verify_depth");

  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final int SHA256_BYTES = 32;

  private final CertificateValidationContext context;
  private final Place place;

  private PeerRulesReader(CertificateValidationContext context, Place place) {
    this.context = context;
    this.place = place;
  }

  static PeerRules read(CertificateValidationContext context, Place place) {
    return new PeerRulesReader(context, place).read();
  }

  private PeerRules read() {
    place.onlyServes(context, KNOWN);
    List<X509Certificate> authorities = authorities();
    List<SanRule> names = names();
    if (!names.isEmpty() && authorities.isEmpty()) {
      throw place.refused(
          "checks names in certificates that anybody may have signed; give trusted_ca, too");
    }
    boolean untrusted =
        context.getTrustChainVerification() == TrustChainVerification.ACCEPT_UNTRUSTED;
    return new PeerRules(
        authorities,
        revoked(),
        pins(),
        keys(),
        names,
        new Leniency(
            context.getAllowExpiredCertificate(),
            untrusted,
            context.getOnlyVerifyLeafCertCrl(),
            context.hasMaxVerifyDepth()
                ? context.getMaxVerifyDepth().getValue()
                : Leniency.USUAL_DEPTH));
  }

  private List<X509Certificate> authorities() {
    if (!context.hasTrustedCa() || isEmpty(context.getTrustedCa())) {
      return List.of();
    }
    return DataSources.pem(context.getTrustedCa(), place.at("trusted_ca"), Pem::certificates);
  }

  private static boolean isEmpty(DataSource source) {
    return source.getSpecifierCase() == DataSource.SpecifierCase.SPECIFIER_NOT_SET;
  }

  private List<X509CRL> revoked() {
    if (!context.hasCrl() || isEmpty(context.getCrl())) {
      return List.of();
    }
    return DataSources.pem(context.getCrl(), place.at("crl"), Pem::revoked);
  }

  private List<String> pins() {
    List<String> pins = new ArrayList<>();
    for (int i = 0; i < context.getVerifyCertificateHashCount(); i++) {
      String pin = context.getVerifyCertificateHash(i).toLowerCase(Locale.ROOT).replace(":", "");
      if (!HASH.matcher(pin).matches()) {
        throw place
            .at("verify_certificate_hash", i)
            .refused("Invalid hex-encoded SHA-256: write its 64 digits");
      }
      pins.add(pin);
    }
    return pins;
  }

  private List<String> keys() {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < context.getVerifyCertificateSpkiCount(); i++) {
      String key = context.getVerifyCertificateSpki(i);
      if (!isHash(key)) {
        throw place
            .at("verify_certificate_spki", i)
            .refused("Invalid base64-encoded SHA-256: write its 44 characters");
      }
      keys.add(key);
    }
    return keys;
  }

  private static boolean isHash(String base64) {
    try {
      return Base64.getDecoder().decode(base64).length == SHA256_BYTES;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  @SuppressWarnings("deprecation") // istiod still writes it: names of every kind
  private List<SanRule> names() {
    List<SanRule> names = new ArrayList<>();
    for (int i = 0; i < context.getMatchTypedSubjectAltNamesCount(); i++) {
      SubjectAltNameMatcher each = context.getMatchTypedSubjectAltNames(i);
      Place at = place.at("match_typed_subject_alt_names", i);
      at.onlyServes(each, Set.of("san_type", "matcher"));
      Kind kind =
          switch (each.getSanType()) {
            case EMAIL -> Kind.EMAIL;
            case DNS -> Kind.DNS;
            case URI -> Kind.URI;
            case IP_ADDRESS -> Kind.IP;
            case OTHER_NAME, SAN_TYPE_UNSPECIFIED, UNRECOGNIZED ->
                throw at.at("san_type").refused("must be one of EMAIL, DNS, URI, IP_ADDRESS");
          };
      names.add(new SanRule(kind, TextTestReader.read(each.getMatcher(), at.at("matcher"))));
    }
    if (!names.isEmpty()) {
      return names;
    }
    for (int i = 0; i < context.getMatchSubjectAltNamesCount(); i++) {
      StringMatcher each = context.getMatchSubjectAltNames(i);
      TextTest test = TextTestReader.read(each, place.at("match_subject_alt_names", i));
      for (Kind kind : Kind.values()) {
        names.add(new SanRule(kind, test));
      }
    }
    return names;
  }
}
