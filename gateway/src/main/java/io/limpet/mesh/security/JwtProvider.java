package io.limpet.mesh.security;

import java.util.List;

/// The tokens of one issuer. `jwks` is the set of its keys as JSON.
public record JwtProvider(
    String issuer,
    List<String> audiences,
    String jwks,
    From from,
    Passed passed,
    List<String> spaceDelimitedClaims) {
  public JwtProvider {
    audiences = List.copyOf(audiences);
    spaceDelimitedClaims = List.copyOf(spaceDelimitedClaims);
  }

  /// Where tokens are looked for; nothing means Envoy's usual places.
  public record From(List<Header> headers, List<String> params, List<String> cookies) {
    public From {
      headers = List.copyOf(headers);
      params = List.copyOf(params);
      cookies = List.copyOf(cookies);
    }
  }

  public record Header(String name, String valuePrefix) {}

  /// What a service gets of a good token: itself, what it says in a header, single claims.
  public record Passed(boolean forward, String payloadHeader, List<ClaimToHeader> claimToHeaders) {
    public Passed {
      claimToHeaders = List.copyOf(claimToHeaders);
    }
  }

  public record ClaimToHeader(String headerName, String claimName) {}
}
