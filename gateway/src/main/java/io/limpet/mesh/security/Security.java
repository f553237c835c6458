package io.limpet.mesh.security;

import io.limpet.model.KeySource;
import java.util.List;

/// What a gateway asks of requests and of connections.
///
/// `before` stands before tokens are looked at: what is closed, and CUSTOM policies. `wantedKeys`
/// are the sets of keys that providers need and that are not written.
public record Security(
    List<Guard> before,
    List<JwtProvider> jwt,
    List<Guard> requests,
    List<Guard> connections,
    List<KeySource> wantedKeys) {
  /// The filter that leaves the claims of good tokens in its metadata, under [#JWT_PAYLOAD].
  public static final String JWT_FILTER = "envoy.filters.http.jwt_authn";

  public static final String JWT_PAYLOAD = "payload";

  public static final Security NONE =
      new Security(List.of(), List.of(), List.of(), List.of(), List.of());

  public Security {
    before = List.copyOf(before);
    jwt = List.copyOf(jwt);
    requests = List.copyOf(requests);
    connections = List.copyOf(connections);
    wantedKeys = List.copyOf(wantedKeys);
  }
}
