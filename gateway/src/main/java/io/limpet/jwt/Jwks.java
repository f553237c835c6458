package io.limpet.jwt;

import io.limpet.jwt.Json.Fields;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A set of keys (RFC 7517): those of it that can be used.
public final class Jwks {
  private final List<Jwk> keys;

  private Jwks(List<Jwk> keys) {
    this.keys = List.copyOf(keys);
  }

  /// The keys of a set in JSON; none of a text that is no such set.
  public static Jwks read(String json) {
    @Nullable Fields set = Json.parse(json);
    List<Jwk> keys = new ArrayList<>();
    if (set != null && set.get("keys") instanceof Json.Items(List<Json> items)) {
      for (Json item : items) {
        @Nullable Jwk key = item instanceof Fields fields ? Jwk.read(fields) : null;
        if (key != null) {
          keys.add(key);
        }
      }
    }
    return new Jwks(keys);
  }

  public boolean isEmpty() {
    return keys.isEmpty();
  }

  /// Whether one of the keys signed the token. One that fits neither its `kid` nor its `alg` is not
  /// tried (Envoy: source/common/jwt/verify.cc).
  public JwtStatus verify(Jwt jwt) {
    if (keys.isEmpty()) {
      return JwtStatus.NO_VALID_KEYS;
    }
    JwtStatus status = JwtStatus.NO_KEY_MATCHES;
    for (Jwk key : keys) {
      if (key.isFor(jwt.header())) {
        status = Signatures.check(jwt, key);
        if (status == JwtStatus.OK || status == JwtStatus.ED25519_WRONG_LENGTH) {
          return status;
        }
      }
    }
    return status;
  }
}
