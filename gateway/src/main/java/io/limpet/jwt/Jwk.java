package io.limpet.jwt;

import io.limpet.jwt.Json.Fields;
import java.security.GeneralSecurityException;
import java.security.Key;
import org.jspecify.annotations.Nullable;

/// One key of a set (RFC 7517). `kid` and `alg` are empty where they are not said; `kind` is the
/// key's `kty`.
record Jwk(String kid, String alg, String kind, Key key) {
  /// Null for a key that cannot be used, as Envoy sees it (source/common/jwt/jwks.cc).
  static @Nullable Jwk read(Fields fields) {
    String kind = text(fields, "kty");
    String alg = text(fields, "alg");
    try {
      Key key =
          switch (kind) {
            case "RSA" ->
                alg.isEmpty() || alg.startsWith("RS") || alg.startsWith("PS")
                    ? PublicKeys.rsa(text(fields, "n"), text(fields, "e"))
                    : null;
            case "EC" -> PublicKeys.ec(alg, text(fields, "crv"), fields);
            case "OKP" ->
                (alg.isEmpty() || alg.equals("EdDSA")) && text(fields, "crv").equals("Ed25519")
                    ? PublicKeys.ed25519(text(fields, "x"))
                    : null;
            case "oct" ->
                alg.isEmpty() || alg.matches("HS(256|384|512)")
                    ? PublicKeys.secret(text(fields, "k"))
                    : null;
            default -> null;
          };
      return key == null ? null : new Jwk(text(fields, "kid"), alg, kind, key);
    } catch (GeneralSecurityException _) {
      return null; // no point of its curve, or no good modulus
    }
  }

  static String text(Fields fields, String name) {
    return fields.get(name) instanceof Json.Text(String text) ? text : "";
  }

  /// Whether a token may be signed by it.
  boolean isFor(Jwt.Header header) {
    boolean sameKey = header.kid().isEmpty() || kid.isEmpty() || kid.equals(header.kid());
    return sameKey && (alg.isEmpty() || alg.equals(header.alg()));
  }
}
