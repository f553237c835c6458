package io.limpet.proxy.plan.reading.filter;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.extensions.filters.http.buffer.v3.Buffer;
import io.envoyproxy.envoy.extensions.filters.http.buffer.v3.BufferPerRoute;
import io.envoyproxy.envoy.extensions.filters.http.cors.v3.Cors;
import io.envoyproxy.envoy.extensions.filters.http.cors.v3.CorsPolicy;
import io.envoyproxy.envoy.extensions.filters.http.ext_authz.v3.ExtAuthz;
import io.envoyproxy.envoy.extensions.filters.http.ext_authz.v3.ExtAuthzPerRoute;
import io.envoyproxy.envoy.extensions.filters.http.fault.v3.HTTPFault;
import io.envoyproxy.envoy.extensions.filters.http.grpc_http1_bridge.v3.Config;
import io.envoyproxy.envoy.extensions.filters.http.grpc_stats.v3.FilterConfig;
import io.envoyproxy.envoy.extensions.filters.http.grpc_web.v3.GrpcWeb;
import io.envoyproxy.envoy.extensions.filters.http.header_mutation.v3.HeaderMutation;
import io.envoyproxy.envoy.extensions.filters.http.header_mutation.v3.HeaderMutationPerRoute;
import io.envoyproxy.envoy.extensions.filters.http.health_check.v3.HealthCheck;
import io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication;
import io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.PerRouteConfig;
import io.envoyproxy.envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit;
import io.envoyproxy.envoy.extensions.filters.http.rbac.v3.RBAC;
import io.envoyproxy.envoy.extensions.filters.http.rbac.v3.RBACPerRoute;
import io.envoyproxy.envoy.extensions.filters.http.stateful_session.v3.StatefulSession;
import io.envoyproxy.envoy.extensions.filters.http.stateful_session.v3.StatefulSessionPerRoute;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The kinds of HTTP filters that are carried out. As in Envoy, a filter is known by its message's
/// type; its name is only what routes call it by.
final class FilterKinds {
  private static final FilterReader BUFFER = new BufferReader();
  private static final FilterReader CORS = new CorsReader();
  private static final FilterReader EXT_AUTHZ = new ExtAuthzReader();
  private static final FilterReader FAULT = new FaultReader();
  private static final FilterReader GRPC_HTTP1_BRIDGE = new GrpcHttp1BridgeReader();
  private static final FilterReader GRPC_STATS = new GrpcStatsReader();
  private static final FilterReader GRPC_WEB = new GrpcWebReader();
  private static final FilterReader HEADER_MUTATION = new HeaderMutationReader();
  private static final FilterReader HEALTH_CHECK = new HealthFilterReader();
  private static final FilterReader JWT = new JwtReader();
  private static final FilterReader LOCAL_RATE_LIMIT = new LocalRateLimitReader();
  private static final FilterReader RBAC_READER = new RbacReader();
  private static final FilterReader SESSION = new SessionReader();

  private static final Map<String, FilterReader> OF_CHAIN =
      Map.ofEntries(
          entry(Buffer.getDefaultInstance(), BUFFER),
          entry(Cors.getDefaultInstance(), CORS),
          entry(ExtAuthz.getDefaultInstance(), EXT_AUTHZ),
          entry(HTTPFault.getDefaultInstance(), FAULT),
          entry(Config.getDefaultInstance(), GRPC_HTTP1_BRIDGE),
          entry(FilterConfig.getDefaultInstance(), GRPC_STATS),
          entry(GrpcWeb.getDefaultInstance(), GRPC_WEB),
          entry(HeaderMutation.getDefaultInstance(), HEADER_MUTATION),
          entry(HealthCheck.getDefaultInstance(), HEALTH_CHECK),
          entry(JwtAuthentication.getDefaultInstance(), JWT),
          entry(LocalRateLimit.getDefaultInstance(), LOCAL_RATE_LIMIT),
          entry(RBAC.getDefaultInstance(), RBAC_READER),
          entry(StatefulSession.getDefaultInstance(), SESSION));

  private static final Map<String, FilterReader> OF_ROUTE =
      Map.ofEntries(
          entry(BufferPerRoute.getDefaultInstance(), BUFFER),
          entry(CorsPolicy.getDefaultInstance(), CORS),
          entry(ExtAuthzPerRoute.getDefaultInstance(), EXT_AUTHZ),
          entry(HTTPFault.getDefaultInstance(), FAULT),
          entry(HeaderMutationPerRoute.getDefaultInstance(), HEADER_MUTATION),
          entry(HealthCheck.getDefaultInstance(), HEALTH_CHECK),
          entry(PerRouteConfig.getDefaultInstance(), JWT),
          entry(LocalRateLimit.getDefaultInstance(), LOCAL_RATE_LIMIT),
          entry(RBACPerRoute.getDefaultInstance(), RBAC_READER),
          entry(StatefulSessionPerRoute.getDefaultInstance(), SESSION));

  private FilterKinds() {}

  private static Map.Entry<String, FilterReader> entry(Message message, FilterReader reader) {
    return Map.entry(type(message), reader);
  }

  private static String type(Message message) {
    return message.getDescriptorForType().getFullName();
  }

  private static String type(Any config) {
    String url = config.getTypeUrl();
    return url.substring(url.lastIndexOf('/') + 1);
  }

  /// Null for a kind that is not carried out.
  static @Nullable FilterReader ofChain(Any config) {
    return OF_CHAIN.get(type(config));
  }

  /// The kind that a route's message is for, or null.
  static @Nullable FilterReader ofRoute(Any config) {
    return OF_ROUTE.get(type(config));
  }
}
