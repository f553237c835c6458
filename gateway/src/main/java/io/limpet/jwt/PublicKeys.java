package io.limpet.jwt;

import io.limpet.jwt.Json.Fields;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// The JDK's keys of what a set of keys says; null for numbers that are no Base64, or missing.
final class PublicKeys {
  private static final int ED25519_BYTES = 32;
  private static final int LEAST_RSA_BITS = 512;

  /// The curve for an algorithm, and the JDK's name for a curve.
  private static final Map<String, String> CURVE_OF =
      Map.of("ES256", "P-256", "ES384", "P-384", "ES512", "P-521");

  private static final Map<String, String> JDK_NAMES =
      Map.of("P-256", "secp256r1", "P-384", "secp384r1", "P-521", "secp521r1");

  private PublicKeys() {}

  /// Envoy takes no exponents but the two that are in use.
  static @Nullable Key rsa(String n, String e) throws GeneralSecurityException {
    BigInteger modulus = number(n);
    BigInteger exponent = number(e);
    if (modulus == null
        || exponent == null
        || !modulus.testBit(0)
        || modulus.bitLength() < LEAST_RSA_BITS) {
      return null;
    }
    boolean usual =
        exponent.equals(BigInteger.valueOf(3)) || exponent.equals(BigInteger.valueOf(65_537));
    return usual
        ? KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent))
        : null;
  }

  static @Nullable Key ec(String alg, String curve, Fields fields) throws GeneralSecurityException {
    String ofAlg = CURVE_OF.getOrDefault(alg, "");
    String named = curve.isEmpty() && alg.isEmpty() ? "P-256" : curve.isEmpty() ? ofAlg : curve;
    String name = JDK_NAMES.get(named);
    BigInteger x = number(Jwk.text(fields, "x"));
    BigInteger y = number(Jwk.text(fields, "y"));
    boolean fits = alg.isEmpty() || named.equals(ofAlg);
    if (name == null || !fits || x == null || y == null) {
      return null;
    }
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(new ECGenParameterSpec(name));
    ECParameterSpec spec = parameters.getParameterSpec(ECParameterSpec.class);
    return onCurve(spec, x, y)
        ? KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(new ECPoint(x, y), spec))
        : null;
  }

  /// y² = x³ + ax + b; the JDK does not ask when a key is made.
  private static boolean onCurve(ECParameterSpec spec, BigInteger x, BigInteger y) {
    BigInteger p = ((java.security.spec.ECFieldFp) spec.getCurve().getField()).getP();
    BigInteger right =
        x.pow(3).add(spec.getCurve().getA().multiply(x)).add(spec.getCurve().getB()).mod(p);
    boolean inField = x.compareTo(p) < 0 && y.compareTo(p) < 0;
    return inField && y.pow(2).mod(p).equals(right);
  }

  /// Little-endian, the sign of x in the last bit (RFC 8032).
  static @Nullable Key ed25519(String x) throws GeneralSecurityException {
    byte[] bytes = Base64Url.decode(x);
    if (bytes == null || bytes.length != ED25519_BYTES) {
      return null;
    }
    byte[] big = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      big[bytes.length - 1 - i] = bytes[i];
    }
    boolean odd = (big[0] & 0x80) != 0;
    big[0] &= 0x7f;
    EdECPoint point = new EdECPoint(odd, new BigInteger(1, big));
    return KeyFactory.getInstance("Ed25519")
        .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
  }

  static @Nullable Key secret(String k) {
    byte[] bytes = Base64Url.decode(k);
    return bytes == null || bytes.length == 0 ? null : new SecretKeySpec(bytes, "HMAC");
  }

  private static @Nullable BigInteger number(String text) {
    byte[] bytes = Base64Url.decode(text);
    return bytes == null || bytes.length == 0 ? null : new BigInteger(1, bytes);
  }
}
