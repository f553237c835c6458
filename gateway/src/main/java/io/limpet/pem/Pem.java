package io.limpet.pem;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
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
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/// Blocks of Base64 between two lines that say what they are; what stands around them is a comment.
public final class Pem {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");

  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

  private static final byte[] ANYTHING = {1, 2, 3};

  private Pem() {}

  @SuppressWarnings("ArrayRecordComponent") // read once, and never compared
  private record Block(String label, byte[] content) {}

  private static List<Block> blocks(String text) throws GeneralSecurityException {
    List<Block> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(text);
    while (matcher.find()) {
      try {
        byte[] content = Base64.getMimeDecoder().decode(matcher.group(2));
        blocks.add(new Block(matcher.group(1), content));
      } catch (IllegalArgumentException broken) {
        throw new InvalidKeyException(
            "the " + matcher.group(1) + " is no Base64: " + broken.getMessage(), broken);
      }
    }
    return blocks;
  }

  /// In their order, at least one.
  public static List<X509Certificate> certificates(String text) throws GeneralSecurityException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<X509Certificate> all = new ArrayList<>();
    for (Block each : blocks(text)) {
      if (each.label().endsWith("CERTIFICATE")) {
        var bytes = new ByteArrayInputStream(each.content());
        all.add((X509Certificate) factory.generateCertificate(bytes));
      }
    }
    if (all.isEmpty()) {
      throw new CertificateException(
          "there is no certificate; -----BEGIN CERTIFICATE----- is wanted");
    }
    return all;
  }

  /// The lists of revoked certificates, at least one.
  public static List<X509CRL> revoked(String text) throws GeneralSecurityException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<X509CRL> all = new ArrayList<>();
    for (Block each : blocks(text)) {
      if (each.label().equals("X509 CRL")) {
        all.add((X509CRL) factory.generateCRL(new ByteArrayInputStream(each.content())));
      }
    }
    if (all.isEmpty()) {
      throw new CRLException(
          "there is no list of revoked certificates; -----BEGIN X509 CRL----- is wanted");
    }
    return all;
  }

  /// The first private key that needs no password.
  public static PrivateKey key(String text) throws GeneralSecurityException {
    return key(text, "");
  }

  /// The first private key: in PKCS #8, where it may be encrypted, or in the older forms of RSA
  /// (PKCS #1) and of elliptic curves (SEC 1), as openssl writes them.
  public static PrivateKey key(String text, String password) throws GeneralSecurityException {
    for (Block each : blocks(text)) {
      switch (each.label()) {
        case "PRIVATE KEY" -> {
          return pkcs8(each.content());
        }
        case "RSA PRIVATE KEY" -> {
          return pkcs8(OlderKeys.ofRsa(each.content()));
        }
        case "EC PRIVATE KEY" -> {
          return pkcs8(OlderKeys.ofCurve(each.content()));
        }
        case "ENCRYPTED PRIVATE KEY" -> {
          return pkcs8(decrypted(each.content(), password));
        }
        default -> {} // such as the parameters of a curve, or the certificates
      }
    }
    throw new InvalidKeyException("there is no private key; -----BEGIN PRIVATE KEY----- is wanted");
  }

  /// Of PBES2 the JDK's name for the scheme is what its parameters say of themselves.
  private static byte[] decrypted(byte[] content, String password) throws GeneralSecurityException {
    if (password.isEmpty()) {
      throw new InvalidKeyException(
          "the key is encrypted; give its password beside it, or write it without one");
    }
    PBEKeySpec spec = new PBEKeySpec(password.toCharArray());
    try {
      EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(content);
      AlgorithmParameters parameters = info.getAlgParameters();
      String scheme =
          info.getAlgName().equals("PBES2") ? String.valueOf(parameters) : info.getAlgName();
      Cipher cipher = Cipher.getInstance(scheme);
      cipher.init(
          Cipher.DECRYPT_MODE,
          SecretKeyFactory.getInstance(scheme).generateSecret(spec),
          parameters);
      return info.getKeySpec(cipher).getEncoded();
    } catch (GeneralSecurityException | IOException wrong) {
      throw new InvalidKeyException(
          "the key cannot be decrypted: its password is another, or how it is encrypted is not"
              + " known here; `openssl pkcs8 -topk8 -v2 aes-256-cbc` writes what is",
          wrong);
    } finally {
      spec.clearPassword();
    }
  }

  private static PrivateKey pkcs8(byte[] content) throws GeneralSecurityException {
    GeneralSecurityException last = new InvalidKeyException("no algorithm");
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(content));
      } catch (GeneralSecurityException another) {
        last = another;
      }
    }
    throw new InvalidKeyException("the key is damaged, or neither of RSA nor of a curve", last);
  }

  /// Whether the key is that of the certificate: files that are replaced one after the other do not
  /// belong together for a moment.
  public static boolean belongs(PrivateKey key, X509Certificate certificate)
      throws GeneralSecurityException {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> "EdDSA";
        };
    if (!key.getAlgorithm().equals(certificate.getPublicKey().getAlgorithm())) {
      return false;
    }
    Signature signing = Signature.getInstance(algorithm);
    signing.initSign(key);
    signing.update(ANYTHING);
    byte[] signature = signing.sign();
    signing.initVerify(certificate.getPublicKey());
    signing.update(ANYTHING);
    return signing.verify(signature);
  }
}
