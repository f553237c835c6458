package io.limpet.mesh.security;

import io.limpet.model.KeySource;
import io.limpet.model.OrderedMap;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/// The sets of keys that were fetched.
public record KeySets(Map<KeySource, String> fetched) {
  public static final KeySets NONE = new KeySets(Map.of());

  public KeySets {
    fetched = OrderedMap.copyOf(fetched);
  }

  /// The keys as JSON. Until they are there, a key that fits no token, as istiod has it
  /// (`CreateFakeJwks` in Istio's `pilot/pkg/model/jwks_resolver.go`): tokens are refused then.
  String of(KeySource source) {
    String keys = fetched.get(source);
    return keys == null ? unknown(source.uri()) : keys;
  }

  private static String unknown(String uri) {
    String number = "Error-IstiodFailedToFetchJwksUri-" + uri;
    return "{\"keys\":[ {\"e\":\"AQAB\",\"kid\":\"abc\",\"kty\":\"RSA\",\"n\":\""
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(number.getBytes(StandardCharsets.UTF_8))
        + "\"}]}";
  }
}
