package io.limpet.xds.translate;

import com.google.protobuf.Empty;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication;
import io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.JwtClaimToHeader;
import io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.JwtHeader;
import io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.JwtProvider;
import io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.JwtProvider.NormalizePayload;
import io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.JwtRequirement;
import io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.JwtRequirementAndList;
import io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.JwtRequirementOrList;
import io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.RequirementRule;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.limpet.mesh.security.Security;
import java.util.ArrayList;
import java.util.List;

/// Which tokens are good, as the filter `jwt_authn` (`authn/policy_applier.go` in Istio's
/// `pilot/pkg/security`).
///
/// A request without a token may pass. With several providers, a token that any of them likes is
/// enough, because each may look for its own in the same place; else every token must be good.
final class JwtTranslator {
  private static final JwtRequirement MISSING =
      JwtRequirement.newBuilder().setAllowMissing(Empty.getDefaultInstance()).build();

  private JwtTranslator() {}

  static HttpFilter filter(List<io.limpet.mesh.security.JwtProvider> providers) {
    JwtAuthentication.Builder message = JwtAuthentication.newBuilder().setBypassCorsPreflight(true);
    List<JwtRequirement> some = new ArrayList<>();
    List<JwtRequirement> each = new ArrayList<>();
    for (int i = 0; i < providers.size(); i++) {
      String name = "origins-" + i;
      message.putProviders(name, provider(providers.get(i)));
      JwtRequirement required = JwtRequirement.newBuilder().setProviderName(name).build();
      some.add(required);
      each.add(any(List.of(required, MISSING)));
    }
    some.add(
        JwtRequirement.newBuilder()
            .setRequiresAll(JwtRequirementAndList.newBuilder().addAllRequirements(each))
            .build());
    message.addRules(
        RequirementRule.newBuilder()
            .setMatch(RouteMatch.newBuilder().setPrefix("/"))
            .setRequires(each.size() == 1 ? each.getFirst() : any(some)));
    return HttpFilterTranslator.filter(Security.JWT_FILTER, message.build());
  }

  private static JwtRequirement any(List<JwtRequirement> requirements) {
    return JwtRequirement.newBuilder()
        .setRequiresAny(JwtRequirementOrList.newBuilder().addAllRequirements(requirements))
        .build();
  }

  /// Routes may ask for claims, so that a good token chooses the route anew.
  private static JwtProvider provider(io.limpet.mesh.security.JwtProvider provider) {
    JwtProvider.Builder message =
        JwtProvider.newBuilder()
            .setIssuer(provider.issuer())
            .addAllAudiences(provider.audiences())
            .setLocalJwks(DataSource.newBuilder().setInlineString(provider.jwks()))
            .setForward(provider.passed().forward())
            .setForwardPayloadHeader(provider.passed().payloadHeader())
            .setPayloadInMetadata(Security.JWT_PAYLOAD)
            .setNormalizePayloadInMetadata(
                NormalizePayload.newBuilder()
                    .addAllSpaceDelimitedClaims(provider.spaceDelimitedClaims()))
            .setClearRouteCache(true)
            .addAllFromParams(provider.from().params())
            .addAllFromCookies(provider.from().cookies());
    provider
        .passed()
        .claimToHeaders()
        .forEach(
            claim ->
                message.addClaimToHeaders(
                    JwtClaimToHeader.newBuilder()
                        .setHeaderName(claim.headerName())
                        .setClaimName(claim.claimName())));
    provider
        .from()
        .headers()
        .forEach(
            header ->
                message.addFromHeaders(
                    JwtHeader.newBuilder()
                        .setName(header.name())
                        .setValuePrefix(header.valuePrefix())));
    return message.build();
  }
}
