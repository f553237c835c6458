package io.limpet.xds.translate;

import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.core.v3.RuntimeFractionalPercent;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteAction.HashPolicy;
import io.envoyproxy.envoy.config.route.v3.RouteAction.RequestMirrorPolicy;
import io.envoyproxy.envoy.config.route.v3.WeightedCluster;
import io.envoyproxy.envoy.config.route.v3.WeightedCluster.ClusterWeight;
import io.envoyproxy.envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate;
import io.envoyproxy.envoy.extensions.retry.priority.previous_priorities.v3.PreviousPrioritiesConfig;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatchAndSubstitute;
import io.limpet.mesh.HashKey;
import io.limpet.mesh.RouteAction.Destination;
import io.limpet.mesh.RouteAction.Forward;
import io.limpet.mesh.RouteAction.Mirror;
import io.limpet.mesh.RouteAction.PathRewrite;
import io.limpet.mesh.RouteAction.Retries;
import io.limpet.mesh.RouteAction.Rewrite;
import java.util.Optional;

/// Where a route's requests go.
final class ForwardTranslator {
  /// How often Envoy looks for an endpoint that was not tried yet.
  private static final int HOST_SELECTION_ATTEMPTS = 5;

  private static final int PRIORITY_UPDATES = 2;

  private ForwardTranslator() {}

  static RouteAction action(Forward forward, ExpressionTranslator expressions) {
    RouteAction.Builder message =
        RouteAction.newBuilder().setTimeout(Messages.duration(forward.timeout()));
    grpcTimeout(message);
    if (forward.weighted()) {
      message.setWeightedClusters(weighted(forward));
    } else {
      message.setCluster(forward.destinations().getFirst().cluster());
    }
    if (forward.missingIs500()) {
      message.setClusterNotFoundResponseCode(
          RouteAction.ClusterNotFoundResponseCode.INTERNAL_SERVER_ERROR);
    }
    forward.keys().forEach(key -> hash(key).ifPresent(message::addHashPolicy));
    rewrite(message, forward.rewrite(), expressions);
    if (forward.retries() != null) {
      message.setRetryPolicy(retries(forward.retries()));
    }
    forward.mirrors().forEach(mirror -> message.addRequestMirrorPolicies(mirror(mirror)));
    return message.build();
  }

  /// Istio limits a gRPC caller's own timeout by the route's.
  @SuppressWarnings("deprecation") // what istiod sends, and Envoy still obeys
  private static void grpcTimeout(RouteAction.Builder message) {
    message.setMaxGrpcTimeout(message.getTimeout());
  }

  private static WeightedCluster weighted(Forward forward) {
    WeightedCluster.Builder message = WeightedCluster.newBuilder();
    for (Destination each : forward.destinations()) {
      ClusterWeight.Builder share =
          ClusterWeight.newBuilder()
              .setName(each.cluster())
              .setWeight(UInt32Value.of(each.weight()))
              .putAllTypedPerFilterConfig(SessionTranslator.perRoute(each.session()));
      HeaderTranslator.apply(share, each.headers());
      if (!each.authority().isEmpty()) {
        share.setHostRewriteLiteral(each.authority());
      }
      message.addClusters(share);
    }
    if (forward.stickySplit()) {
      message.setUseHashPolicy(BoolValue.of(true));
    }
    return message.build();
  }

  private static Optional<HashPolicy> hash(HashKey key) {
    HashPolicy.Builder message = HashPolicy.newBuilder();
    switch (key) {
      case HashKey.Nothing() -> {
        return Optional.empty();
      }
      case HashKey.Header(String name) -> message.getHeaderBuilder().setHeaderName(name);
      case HashKey.SourceIp(boolean use) ->
          message.getConnectionPropertiesBuilder().setSourceIp(use);
      case HashKey.QueryParameter(String name) -> message.getQueryParameterBuilder().setName(name);
      case HashKey.Cookie cookie -> message.setCookie(cookie(cookie));
    }
    return Optional.of(message.build());
  }

  private static HashPolicy.Cookie cookie(HashKey.Cookie cookie) {
    HashPolicy.Cookie.Builder message =
        HashPolicy.Cookie.newBuilder().setName(cookie.name()).setPath(cookie.path());
    if (cookie.ttl() != null) {
      message.setTtl(Messages.duration(cookie.ttl()));
    }
    for (HashKey.Attribute each : cookie.attributes()) {
      message.addAttributes(
          HashPolicy.CookieAttribute.newBuilder().setName(each.name()).setValue(each.value()));
    }
    return message.build();
  }

  private static void rewrite(
      RouteAction.Builder message, Rewrite rewrite, ExpressionTranslator expressions) {
    switch (rewrite.path()) {
      case PathRewrite.Keep() -> {}
      case PathRewrite.Replace(String prefix) -> message.setPrefixRewrite(prefix);
      case PathRewrite.Regex(String match, String with) ->
          message.setRegexRewrite(
              RegexMatchAndSubstitute.newBuilder()
                  .setPattern(expressions.matcher(match))
                  .setSubstitution(with));
    }
    if (!rewrite.authority().isEmpty()) {
      message.setHostRewriteLiteral(rewrite.authority());
    }
  }

  private static RetryPolicy retries(Retries retries) {
    RetryPolicy.Builder message =
        RetryPolicy.newBuilder()
            .setRetryOn(retries.on())
            .setNumRetries(UInt32Value.of(retries.attempts()))
            .addAllRetriableStatusCodes(retries.statusCodes())
            .setHostSelectionRetryMaxAttempts(HOST_SELECTION_ATTEMPTS);
    if (retries.avoidTried()) {
      message
          .addRetryHostPredicateBuilder()
          .setName("envoy.retry_host_predicates.previous_hosts")
          .setTypedConfig(Any.pack(PreviousHostsPredicate.getDefaultInstance()));
    }
    if (retries.remoteLocalities()) {
      message
          .getRetryPriorityBuilder()
          .setName("envoy.retry_priorities.previous_priorities")
          .setTypedConfig(
              Any.pack(
                  PreviousPrioritiesConfig.newBuilder()
                      .setUpdateFrequency(PRIORITY_UPDATES)
                      .build()));
    }
    if (retries.perTryTimeout() != null) {
      message.setPerTryTimeout(Messages.duration(retries.perTryTimeout()));
    }
    if (retries.backoff() != null) {
      message.getRetryBackOffBuilder().setBaseInterval(Messages.duration(retries.backoff()));
    }
    return message.build();
  }

  private static RequestMirrorPolicy mirror(Mirror mirror) {
    return RequestMirrorPolicy.newBuilder()
        .setCluster(mirror.cluster())
        .setRuntimeFraction(
            RuntimeFractionalPercent.newBuilder()
                .setDefaultValue(FilterTranslator.share(mirror.share())))
        .setTraceSampled(BoolValue.of(false))
        .setDisableShadowHostSuffixAppend(mirror.keepsAuthority())
        .build();
  }
}
