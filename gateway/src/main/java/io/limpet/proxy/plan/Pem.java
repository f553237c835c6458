package io.limpet.proxy.plan;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Certificates, keys and lists of revoked certificates in the form of RFC 7468: Base64 between
/// two lines that say what it is. What stands outside of these lines is a comment.
final class Pem {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");

  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "Ed25519");

  private Pem() {}

  @SuppressWarnings("ArrayRecordComponent") // read once, and never compared
  private record Block(String label, byte[] bytes) {}

  private static List<Block> blocks(String text, Place place) {
    List<Block> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(text);
    while (matcher.find()) {
      try {
        byte[] bytes = Base64.getMimeDecoder().decode(matcher.group(2));
        blocks.add(new Block(matcher.group(1), bytes));
      } catch (IllegalArgumentException e) {
        throw place.refused("has a block " + matcher.group(1) + " that is no Base64");
      }
    }
    return blocks;
  }

  /// One certificate or more, in their order.
  static List<X509Certificate> certificates(String text, Place place) {
    List<X509Certificate> found = new ArrayList<>();
    for (Block block : blocks(text, place)) {
      if (block.label().endsWith("CERTIFICATE")) {
        found.add(certificate(block, place));
      }
    }
    if (found.isEmpty()) {
      throw place.refused("has no certificate; give it in PEM, as -----BEGIN CERTIFICATE-----");
    }
    return found;
  }

  private static X509Certificate certificate(Block block, Place place) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(block.bytes()));
    } catch (CertificateException e) {
      throw place.refused("has a certificate that cannot be read: " + e.getMessage());
    }
  }

  /// One list or more of revoked certificates.
  static List<X509CRL> revoked(String text, Place place) {
    List<X509CRL> found = new ArrayList<>();
    for (Block block : blocks(text, place)) {
      if (block.label().equals("X509 CRL")) {
        try {
          found.add(
              (X509CRL)
                  CertificateFactory.getInstance("X.509")
                      .generateCRL(new ByteArrayInputStream(block.bytes())));
        } catch (CRLException | CertificateException e) {
          throw place.refused("has a list that cannot be read: " + e.getMessage());
        }
      }
    }
    if (found.isEmpty()) {
      throw place.refused("has no list of revoked certificates; give -----BEGIN X509 CRL-----");
    }
    return found;
  }

  /// The first private key: PKCS #8, or the older forms of RSA and of elliptic curves.
  static PrivateKey key(String text, Place place) {
    for (Block block : blocks(text, place)) {
      switch (block.label()) {
        case "PRIVATE KEY" -> {
          return key(block.bytes(), place);
        }
        case "RSA PRIVATE KEY" -> {
          return key(KeyForms.ofRsa(block.bytes()), place);
        }
        case "EC PRIVATE KEY" -> {
          return key(KeyForms.ofCurve(block.bytes(), place), place);
        }
        case "ENCRYPTED PRIVATE KEY" ->
            throw place.refused("is encrypted; give the key without a password");
        default -> {}
      }
    }
    throw place.refused("has no private key; give it in PEM, as -----BEGIN PRIVATE KEY-----");
  }

  private static PrivateKey key(byte[] pkcs8, Place place) {
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (GeneralSecurityException another) {
        // The next may be its kind.
      }
    }
    throw place.refused("has a private key that is neither RSA nor of a curve, or is damaged");
  }
}
