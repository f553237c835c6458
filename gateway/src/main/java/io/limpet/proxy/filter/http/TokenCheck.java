package io.limpet.proxy.filter.http;

import io.limpet.jwt.Json;
import io.limpet.jwt.Json.Fields;
import io.limpet.jwt.Jwt;
import io.limpet.jwt.JwtStatus;
import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.codec.HeaderName;
import io.limpet.proxy.head.Metadata;
import io.limpet.proxy.plan.filter.Audiences;
import io.limpet.proxy.plan.filter.JwtPlaces;
import io.limpet.proxy.plan.filter.JwtProvider;
import io.limpet.proxy.plan.filter.JwtRequirement;
import io.limpet.proxy.plan.match.QueryParameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One request's tokens held against what is required (Envoy: jwt_authn/verifier.cc and
/// authenticator.cc). What good ones say is noted, and goes into the request's headers at once.
final class TokenCheck {
  private static final String FILTER = "envoy.filters.http.jwt_authn";

  private final EditableRequestHead head;
  private final long nowSeconds;
  private final Map<String, Json> kept = new HashMap<>();
  private boolean clearsRoute;

  TokenCheck(EditableRequestHead head, long nowSeconds) {
    this.head = head;
    this.nowSeconds = nowSeconds;
  }

  JwtStatus of(JwtRequirement requirement) {
    return switch (requirement) {
      case JwtRequirement.Nothing() -> JwtStatus.OK;
      case JwtRequirement.OfProvider(JwtProvider provider, @Nullable Audiences audiences) ->
          tokens(
              provider.places(),
              _ -> provider,
              audiences == null ? provider.audiences() : audiences,
              false);
      case JwtRequirement.AllOf(List<JwtRequirement> all) -> all(all);
      case JwtRequirement.AnyOf any -> any(any);
      case JwtRequirement.Optional optional -> optional(optional);
    };
  }

  private JwtStatus all(List<JwtRequirement> all) {
    for (int i = 0; i < all.size(); i++) {
      JwtStatus status = of(all.get(i));
      if (status != JwtStatus.OK) {
        return status;
      }
    }
    return JwtStatus.OK;
  }

  /// Of several failures, one that says more than that the token is not there, or of somebody else.
  private JwtStatus any(JwtRequirement.AnyOf any) {
    JwtStatus worst = JwtStatus.MISSING;
    for (int i = 0; i < any.some().size(); i++) {
      JwtStatus status = of(any.some().get(i));
      if (status == JwtStatus.OK) {
        return status;
      }
      boolean says = status != JwtStatus.MISSING && status != JwtStatus.UNKNOWN_ISSUER;
      worst = says || worst == JwtStatus.MISSING ? status : worst;
    }
    return any.failed() || (any.missing() && worst == JwtStatus.MISSING) ? JwtStatus.OK : worst;
  }

  private JwtStatus optional(JwtRequirement.Optional optional) {
    JwtStatus status =
        tokens(optional.places(), issuer -> ofIssuer(optional.providers(), issuer), null, true);
    return optional.failed() || status == JwtStatus.MISSING ? JwtStatus.OK : status;
  }

  private static @Nullable JwtProvider ofIssuer(List<JwtProvider> providers, String issuer) {
    @Nullable JwtProvider any = null;
    for (JwtProvider each : providers) {
      if (each.issuer().equals(issuer)) {
        return each;
      }
      any = any == null && each.issuer().isEmpty() ? each : any;
    }
    return any;
  }

  /// All tokens must be good, or a service might take the bad one; the last found is looked at
  /// first. Where they are `optional`, what is said of the last one looked at counts.
  private JwtStatus tokens(
      JwtPlaces places,
      Function<String, @Nullable JwtProvider> provider,
      @Nullable Audiences audiences,
      boolean optional) {
    places.ours().forEach(name -> head.remove(HeaderName.of(name)));
    List<JwtPlaces.Found> found = places.find(head);
    JwtStatus status = JwtStatus.MISSING;
    for (int i = found.size() - 1; i >= 0; i--) {
      status = token(found.get(i), provider, audiences);
      if (status != JwtStatus.OK && !optional) {
        return status;
      }
    }
    return status;
  }

  private JwtStatus token(
      JwtPlaces.Found found,
      Function<String, @Nullable JwtProvider> providers,
      @Nullable Audiences audiences) {
    @Nullable JwtProvider named = audiences == null ? null : providers.apply("");
    @Nullable Jwt known = named == null ? null : named.verified().find(found.token());
    Jwt.Read read = known == null ? Jwt.read(found.token()) : new Jwt.Read(known, JwtStatus.OK);
    Jwt jwt = read.jwt();
    if (jwt == null) {
      return read.status();
    }
    @Nullable JwtProvider provider = named == null ? providers.apply(jwt.issuer()) : named;
    if (!found.issuers().allow(jwt.issuer()) || provider == null) {
      return JwtStatus.UNKNOWN_ISSUER;
    }
    JwtStatus status = jwt.at(nowSeconds, provider.clockSkewSeconds());
    Audiences allowed = audiences == null ? provider.audiences() : audiences;
    if (status == JwtStatus.OK && !allowed.allow(jwt.audiences())) {
      status = JwtStatus.AUDIENCE_NOT_ALLOWED;
    }
    if (status == JwtStatus.OK && known == null) {
      status = provider.keys().verify(jwt);
    }
    if (status != JwtStatus.OK) {
      return status;
    }
    if (known == null) {
      provider.verified().add(found.token(), jwt);
    }
    good(found, jwt, provider);
    return JwtStatus.OK;
  }

  private void good(JwtPlaces.Found found, Jwt jwt, JwtProvider provider) {
    JwtProvider.Passed passed = provider.passed();
    if (!passed.payloadHeader().isEmpty()) {
      String text = passed.padded() ? padded(jwt.payloadText()) : jwt.payloadText();
      head.add(HeaderName.of(passed.payloadHeader()), text);
    }
    boolean told = addClaims(passed.claims(), jwt);
    if (!passed.forward() && !found.header().isEmpty()) {
      head.remove(HeaderName.of(found.header()));
    }
    if (!passed.forward() && !found.param().isEmpty()) {
      head.path(QueryParameters.without(head.path(), found.param()));
    }
    keep(jwt, provider.kept());
    told |= !provider.kept().payload().isEmpty();
    clearsRoute |= told && provider.kept().clearRouteCache();
  }

  /// Whether there was any (Envoy: authenticator.cc, which clears the route for those and for a
  /// payload that is kept).
  private boolean addClaims(List<JwtProvider.ClaimHeader> claims, Jwt jwt) {
    boolean any = false;
    for (JwtProvider.ClaimHeader claim : claims) {
      String text = ClaimText.of(jwt.payload(), claim.path());
      if (!text.isEmpty()) {
        head.add(HeaderName.of(claim.header()), text);
        any = true;
      }
    }
    return any;
  }

  private void keep(Jwt jwt, JwtProvider.Kept names) {
    if (!names.header().isEmpty()) {
      kept.put(names.header(), jwt.header().fields());
    }
    if (!names.payload().isEmpty()) {
      kept.put(names.payload(), split(jwt.payload(), names.spaceDelimited()));
    }
  }

  /// The claims, some of them as lists of their words.
  private static Fields split(Fields payload, List<String> claims) {
    Map<String, Json> fields = new HashMap<>(payload.fields());
    for (String claim : claims) {
      if (fields.get(claim) instanceof Json.Text(String text)) {
        List<Json> words = new ArrayList<>();
        Arrays.stream(text.split(" ", -1))
            .filter(word -> !word.isEmpty())
            .forEach(word -> words.add(new Json.Text(word)));
        fields.put(claim, new Json.Items(words));
      }
    }
    return new Fields(fields);
  }

  private static String padded(String base64) {
    return base64 + "=".repeat((4 - base64.length() % 4) % 4);
  }

  /// Gives later filters and the routes what good tokens say.
  void keep() {
    if (!kept.isEmpty()) {
      Map<String, Fields> all = new HashMap<>(head.metadata().byFilter());
      all.put(FILTER, new Fields(kept));
      head.metadata(new Metadata(all));
    }
  }

  boolean clearsRoute() {
    return clearsRoute;
  }
}
