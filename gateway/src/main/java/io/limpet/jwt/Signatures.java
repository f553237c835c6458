package io.limpet.jwt;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import javax.crypto.Mac;

/// Whether a token was signed with a key (RFC 7518, RFC 8037).
final class Signatures {
  private static final int ED25519_BYTES = 64;

  private Signatures() {}

  /// OK, or what is wrong with the signature.
  static JwtStatus check(Jwt jwt, Jwk jwk) {
    try {
      return switch (jwk.kind()) {
        case "RSA" -> rsa(jwt, jwk);
        case "EC" -> ec(jwt, jwk);
        case "oct" -> hmac(jwt, jwk);
        default -> ed25519(jwt, jwk);
      };
    } catch (GeneralSecurityException _) {
      return JwtStatus.VERIFICATION_FAILS; // no signature of that kind of key
    }
  }

  private static JwtStatus rsa(Jwt jwt, Jwk jwk) throws GeneralSecurityException {
    String alg = jwt.header().alg();
    if (alg.startsWith("RS")) {
      return verify(Signature.getInstance("SHA" + bits(alg) + "withRSA"), jwt, jwk);
    }
    if (!alg.startsWith("PS")) {
      return JwtStatus.VERIFICATION_FAILS;
    }
    Signature pss = Signature.getInstance("RSASSA-PSS");
    String digest = "SHA-" + bits(alg);
    pss.setParameter(
        new PSSParameterSpec(
            digest, "MGF1", new MGF1ParameterSpec(digest), bits(alg) / Byte.SIZE, 1));
    return verify(pss, jwt, jwk);
  }

  /// The algorithm chooses the digest, whatever the curve.
  private static JwtStatus ec(Jwt jwt, Jwk jwk) throws GeneralSecurityException {
    String digest =
        jwt.header().alg().startsWith("ES") ? "SHA" + bits(jwt.header().alg()) : "SHA256";
    return verify(Signature.getInstance(digest + "withECDSAinP1363Format"), jwt, jwk);
  }

  private static JwtStatus ed25519(Jwt jwt, Jwk jwk) throws GeneralSecurityException {
    return jwt.signed().signature().length == ED25519_BYTES
        ? verify(Signature.getInstance("Ed25519"), jwt, jwk)
        : JwtStatus.ED25519_WRONG_LENGTH;
  }

  private static JwtStatus verify(Signature signature, Jwt jwt, Jwk jwk)
      throws GeneralSecurityException {
    signature.initVerify((PublicKey) jwk.key());
    signature.update(jwt.signed().data());
    return signature.verify(jwt.signed().signature()) ? JwtStatus.OK : JwtStatus.VERIFICATION_FAILS;
  }

  private static JwtStatus hmac(Jwt jwt, Jwk jwk) throws GeneralSecurityException {
    String alg = jwt.header().alg();
    Mac mac = Mac.getInstance("HmacSHA" + (alg.startsWith("HS") ? bits(alg) : 256));
    mac.init(jwk.key());
    byte[] expected = mac.doFinal(jwt.signed().data());
    return MessageDigest.isEqual(expected, jwt.signed().signature())
        ? JwtStatus.OK
        : JwtStatus.VERIFICATION_FAILS;
  }

  private static int bits(String alg) {
    return Integer.parseInt(alg, 2, alg.length(), 10);
  }
}
