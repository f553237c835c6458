package io.limpet.proxy.plan.filter;

import io.limpet.jwt.Jwks;
import java.util.List;

/// The tokens of one issuer, and what becomes of a good one. An empty `issuer` is any.
///
/// `kept` names where its claims and its header are kept for others; empty names keep nothing.
/// `spaceDelimited` are claims whose words are kept one by one.
public record JwtProvider(
    String issuer,
    Audiences audiences,
    long clockSkewSeconds,
    Jwks keys,
    VerifiedTokens verified,
    JwtPlaces places,
    Passed passed,
    Kept kept) {

  /// `clearRouteCache`: the route is chosen anew.
  public record Kept(
      String payload, String header, List<String> spaceDelimited, boolean clearRouteCache) {
    public Kept {
      spaceDelimited = List.copyOf(spaceDelimited);
    }
  }

  /// What goes upstream: the token itself, all it says in a header, single claims in headers. Names
  /// are in lower case.
  public record Passed(
      boolean forward, String payloadHeader, boolean padded, List<ClaimHeader> claims) {
    public Passed {
      claims = List.copyOf(claims);
    }
  }

  /// `path` leads to the claim.
  public record ClaimHeader(String header, List<String> path) {
    public ClaimHeader {
      path = List.copyOf(path);
    }
  }
}
