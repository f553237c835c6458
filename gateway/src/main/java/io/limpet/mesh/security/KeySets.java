package io.limpet.mesh.security;

import io.limpet.jwt.Jwks;
import io.limpet.model.KeySource;
import io.limpet.model.OrderedMap;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/// The sets of keys that were fetched. `asIstiod`: what istiod sends is sent, even where an Envoy
/// refuses it.
public record KeySets(Map<KeySource, String> fetched, boolean asIstiod) {
  /// A key whose other half nobody has, so that it fits no token: the point of P-256 whose x is the
  /// SHA-256 of `no key 1`, the first such that is on the curve.
  private static final String NO_KEY =
      "{\"keys\": [{\"kty\": \"EC\", \"crv\": \"P-256\", \"kid\": \"none\","
          + " \"x\": \"HT4qsIkYvWn8IoC0B9JFriWgzShALVo4X4a96kUBtK0\","
          + " \"y\": \"bFXFFCBRzMOo-PYsYncBmfZBSvk_Eq2Hp8aFmyZtYrA\"}]}";

  public KeySets {
    fetched = OrderedMap.copyOf(fetched);
  }

  /// The keys as JSON. Until they are there, a key that fits no token: tokens are refused then.
  public String of(KeySource source) {
    String keys = fetched.get(source);
    if (keys != null) {
      return orNone(keys);
    }
    return asIstiod ? unknown(source.uri()) : NO_KEY;
  }

  /// Keys that are written, or one that fits no token where none of them can be used: an Envoy
  /// refuses the whole listener for those (jwt_authn/jwks_cache.cc).
  public String orNone(String jwks) {
    return asIstiod || areUsable(jwks) ? jwks : NO_KEY;
  }

  /// Whether there is a key among them.
  public static boolean areUsable(String jwks) {
    return !Jwks.read(jwks).isEmpty();
  }

  /// What istiod says of keys that it does not have (`CreateFakeJwks` in Istio's
  /// `pilot/pkg/model/jwks_resolver.go`). Envoy refuses it for some addresses, because their bytes
  /// are no good modulus.
  private static String unknown(String uri) {
    String number = "Error-IstiodFailedToFetchJwksUri-" + uri;
    return "{\"keys\":[ {\"e\":\"AQAB\",\"kid\":\"abc\",\"kty\":\"RSA\",\"n\":\""
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(number.getBytes(StandardCharsets.UTF_8))
        + "\"}]}";
  }
}
