package io.limpet.model.istio;

import io.limpet.model.Kind;
import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.Resource;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which tokens are good. A request without a token is no concern of it.
public record RequestAuthentication(
    Metadata metadata, Origin origin, PolicyTarget target, List<JwtRule> jwtRules)
    implements Resource {
  public RequestAuthentication {
    jwtRules = List.copyOf(jwtRules);
  }

  @Override
  public Kind kind() {
    return Kind.REQUEST_AUTHENTICATION;
  }

  /// The tokens of one issuer. Texts are empty where they are not written.
  public record JwtRule(
      String issuer,
      List<String> audiences,
      Keys keys,
      Places places,
      Output output,
      List<String> spaceDelimitedClaims) {
    public JwtRule {
      audiences = List.copyOf(audiences);
      spaceDelimitedClaims = List.copyOf(spaceDelimitedClaims);
    }
  }

  /// Where the issuer's keys come from: written here, or else fetched, in `timeout` if one is
  /// written.
  public record Keys(String jwks, String jwksUri, @Nullable Duration timeout) {}

  /// Where a request may carry the token; none of them means Istio's usual places.
  public record Places(List<Header> headers, List<String> params, List<String> cookies) {
    public Places {
      headers = List.copyOf(headers);
      params = List.copyOf(params);
      cookies = List.copyOf(cookies);
    }
  }

  public record Header(String name, String prefix) {}

  /// What a service gets of a good token.
  public record Output(
      boolean originalToken, String payloadHeader, List<ClaimHeader> claimHeaders) {
    public Output {
      claimHeaders = List.copyOf(claimHeaders);
    }
  }

  public record ClaimHeader(String header, String claim) {}
}
