package io.limpet.mesh.security;

import io.limpet.model.istio.RequestAuthentication.Output;
import io.limpet.model.istio.RequestAuthentication.Places;
import java.util.List;

/// The tokens of one issuer. `jwks` is the set of its keys as JSON.
public record JwtProvider(
    String issuer,
    List<String> audiences,
    String jwks,
    Places places,
    Output output,
    List<String> spaceDelimitedClaims) {
  public JwtProvider {
    audiences = List.copyOf(audiences);
    spaceDelimitedClaims = List.copyOf(spaceDelimitedClaims);
  }
}
