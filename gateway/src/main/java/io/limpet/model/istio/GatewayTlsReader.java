package io.limpet.model.istio;

import io.limpet.model.fields.Fields;
import io.limpet.model.istio.Gateway.Files;
import io.limpet.model.istio.Gateway.Tls;
import io.limpet.model.istio.Gateway.TlsMode;
import io.limpet.model.istio.Gateway.Verification;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads a server's `tls`, as Istio's webhook takes it (`validateTLSOptions` in its
/// `pkg/config/validation`).
final class GatewayTlsReader {
  private static final int MOST_CERTIFICATES = 2;

  private static final Map<String, TlsMode> MODES = Fields.words(TlsMode.values(), TlsMode::name);

  private static final Map<String, String> VERSIONS =
      Fields.words(
          new String[] {"TLS_AUTO", "TLSV1_0", "TLSV1_1", "TLSV1_2", "TLSV1_3"}, each -> each);

  private static final List<String> OF_VERSIONS =
      List.of("minProtocolVersion", "maxProtocolVersion", "cipherSuites");

  /// Which certificates clients may show, besides by whom they are signed.
  private static final List<String> OF_CLIENTS =
      List.of(
          "subjectAltNames",
          "verifyCertificateSpki",
          "verifyCertificateHash",
          "caCertificates",
          "caCertCredentialName",
          "caCrl");

  /// Those that are sent beside a Secret only.
  private static final List<String> OF_SECRETS =
      List.of("verifyCertificateSpki", "verifyCertificateHash", "caCertCredentialName");

  private GatewayTlsReader() {}

  static Tls read(Fields tls) {
    TlsMode mode = tls.word("mode", MODES, TlsMode.PASSTHROUGH);
    List<Files> certificates = certificates(tls);
    Tls read =
        new Tls(
            tls.truth("httpsRedirect"),
            mode,
            credentials(tls),
            tls.text("caCertCredentialName"),
            certificates,
            tls.text("caCertificates"),
            tls.text("caCrl"),
            new Verification(
                tls.texts("subjectAltNames"),
                tls.texts("verifyCertificateSpki"),
                tls.texts("verifyCertificateHash")),
            tls.word("minProtocolVersion", VERSIONS, ""),
            tls.word("maxProtocolVersion", VERSIONS, ""),
            ciphers(tls));
    if (tls.sound()) {
      check(tls, read);
    }
    return read;
  }

  /// The schema of a cluster has the counts, and these two of what exclude one another.
  private static List<String> credentials(Fields tls) {
    tls.oneOf("credentialName", "credentialNames");
    tls.oneOf("credentialNames", "tlsCertificates");
    List<String> several = tls.texts("credentialNames");
    checkCount(tls, "credentialNames", several.size());
    return tls.has("credentialName") ? List.of(tls.text("credentialName")) : several;
  }

  private static List<Files> certificates(Fields tls) {
    Files single = new Files(tls.text("serverCertificate"), tls.text("privateKey"));
    List<Files> several = tls.allItems("tlsCertificates", GatewayTlsReader::files);
    checkCount(tls, "tlsCertificates", several.size());
    boolean written = !single.serverCertificate().isEmpty() || !single.privateKey().isEmpty();
    if (written && !several.isEmpty()) {
      Webhook.doubts(tls, "tlsCertificates", "cannot stand beside serverCertificate; keep one");
    }
    return written ? List.of(single) : several;
  }

  private static void checkCount(Fields tls, String key, int count) {
    if (count > MOST_CERTIFICATES) {
      tls.refuse(key, "too-many", "has more than two; write one for RSA and one for ECDSA");
    } else if (count == 0 && tls.has(key) && tls.sound()) {
      tls.refuse(key, "too-few", "is empty; write one or two, or remove it");
    }
  }

  private static Files files(Fields files) {
    if (files.has("caCertificates")) {
      files.warn("caCertificates", "no-effect", "has no effect here; write it in tls");
    }
    for (String key : List.of("serverCertificate", "privateKey")) {
      if (files.text(key).isEmpty() && files.sound()) {
        Webhook.doubts(files, key, "is missing; write the path of the file");
      }
    }
    return new Files(files.text("serverCertificate"), files.text("privateKey"));
  }

  private static List<String> ciphers(Fields tls) {
    Set<String> known = new LinkedHashSet<>();
    for (String each : tls.texts("cipherSuites")) {
      if (!CipherSuites.isKnown(each)) {
        tls.warn(
            "cipherSuites", "unknown-cipher", each + " is no cipher suite of Envoy; correct it");
      } else if (!known.add(each)) {
        tls.warn("cipherSuites", "duplicate-cipher", each + " stands twice; remove one");
      }
    }
    return new ArrayList<>(known);
  }

  private static void check(Fields tls, Tls read) {
    switch (read.mode()) {
      case ISTIO_MUTUAL -> {
        takesNone(tls, read);
        noEffect(tls, "with ISTIO_MUTUAL", OF_VERSIONS);
        noEffect(tls, "with ISTIO_MUTUAL", OF_SECRETS);
      }
      case PASSTHROUGH, AUTO_PASSTHROUGH -> {
        if (hasAny(read)) {
          tls.warn(
              "mode",
              "no-effect",
              read.mode() + " passes TLS on, so certificates have no effect; remove them");
        }
        noEffect(tls, "with " + read.mode(), OF_VERSIONS);
        noEffect(tls, "with " + read.mode(), OF_CLIENTS);
      }
      case SIMPLE -> {
        needsCertificate(tls, read);
        noEffect(tls, "with SIMPLE, which asks clients for no certificate", OF_CLIENTS);
        checkVersions(tls, read);
      }
      case MUTUAL, OPTIONAL_MUTUAL -> {
        needsCertificate(tls, read);
        needsAuthorities(tls, read);
        if (read.credentialNames().isEmpty()) {
          noEffect(tls, "beside files of certificates", OF_SECRETS);
        } else {
          noEffect(tls, "beside credentialName, whose Secret has it", List.of("caCrl"));
        }
        checkVersions(tls, read);
      }
    }
  }

  /// istiod takes no word of these (`core/listener.go` and `security/model/authentication.go`).
  private static void noEffect(Fields tls, String where, List<String> keys) {
    for (String key : keys) {
      if (tls.has(key)) {
        tls.warn(
            key,
            "no-effect-in-mode",
            "has no effect " + where + "; remove it, or write another mode");
      }
    }
  }

  private static void needsAuthorities(Fields tls, Tls read) {
    boolean known =
        !read.credentialNames().isEmpty()
            || !read.caCertificates().isEmpty()
            || !read.caCertCredentialName().isEmpty();
    if (!known && tls.sound()) {
      Webhook.doubts(
          tls,
          "caCertificates",
          "is missing for " + read.mode() + "; write the authorities of your clients");
    }
  }

  private static void takesNone(Fields tls, Tls read) {
    if (hasAny(read)) {
      Webhook.doubts(
          tls,
          "mode",
          "ISTIO_MUTUAL uses the mesh's certificates and takes no others; remove them");
    }
  }

  private static boolean hasAny(Tls read) {
    return !read.certificates().isEmpty()
        || !read.caCertificates().isEmpty()
        || !read.credentialNames().isEmpty();
  }

  private static void needsCertificate(Fields tls, Tls read) {
    if (!read.credentialNames().isEmpty()) {
      return;
    }
    if (read.certificates().isEmpty()
        || read.certificates().getFirst().serverCertificate().isEmpty()) {
      Webhook.doubts(tls, "credentialName", "is missing; name a Secret with the certificate");
    } else if (read.certificates().getFirst().privateKey().isEmpty()) {
      Webhook.doubts(tls, "privateKey", "is missing; write the path of the key");
    }
  }

  private static void checkVersions(Fields tls, Tls read) {
    List<String> order = List.copyOf(VERSIONS.keySet());
    int most = order.indexOf(read.maxProtocolVersion());
    if (most > 0 && order.indexOf(read.minProtocolVersion()) > most) {
      tls.warn(
          "maxProtocolVersion",
          "no-version",
          "is below minProtocolVersion, so that no client comes through; raise it");
    }
    boolean old = Set.of("TLSV1_0", "TLSV1_1").contains(read.minProtocolVersion());
    if (old && read.cipherSuites().isEmpty()) {
      tls.warn(
          "minProtocolVersion",
          "no-effect",
          read.minProtocolVersion()
              + " has no cipher suites that Envoy allows by itself; write cipherSuites too");
    }
  }
}
