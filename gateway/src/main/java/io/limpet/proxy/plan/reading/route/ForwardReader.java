package io.limpet.proxy.plan.reading.route;

import io.envoyproxy.envoy.config.core.v3.RoutingPriority;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteAction.UpgradeConfig;
import io.limpet.proxy.plan.HostRewrite;
import io.limpet.proxy.plan.Rewrite;
import io.limpet.proxy.plan.Rewrites;
import io.limpet.proxy.plan.Route.Forward;
import io.limpet.proxy.plan.Route.Handling;
import io.limpet.proxy.plan.UpgradePlan;
import io.limpet.proxy.plan.match.PathTest;
import io.limpet.proxy.plan.reading.fields.HeadText;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.reading.match.RegexReader;
import io.limpet.proxy.plan.reading.pools.HashPolicyReader;
import io.limpet.proxy.plan.reading.route.RouteReader.Scope;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// A route's `route` action.
final class ForwardReader {
  private static final Set<String> KNOWN =
      Set.of(
          "metadata_match",
          "cluster",
          "cluster_header",
          "weighted_clusters",
          "prefix_rewrite",
          "regex_rewrite",
          "host_rewrite_literal",
          "auto_host_rewrite",
          "host_rewrite_header",
          "host_rewrite_path_regex",
          "append_x_forwarded_host",
          "timeout",
          "idle_timeout",
          "retry_policy",
          "hash_policy",
          "max_grpc_timeout",
          "grpc_timeout_offset",
          "max_stream_duration",
          "request_mirror_policies",
          "cluster_not_found_response_code",
          "priority",
          "early_data_policy", // about HTTP/3 to endpoints, which nobody here speaks
          "include_vh_rate_limits", // says which rate limits count; they are told of themselves
          "upgrade_configs");

  private final RouteAction action;
  private final PathTest matched;
  private final Scope scope;
  private final Place place;

  ForwardReader(RouteAction action, PathTest matched, Scope scope, Place place) {
    this.action = action;
    this.matched = matched;
    this.scope = scope;
    this.place = place;
  }

  /// `ofHost` is the virtual host's retry policy, which holds where the route has none.
  Forward read(RetryPolicy ofHost) {
    place.onlyKnows(action, KNOWN);
    return new Forward(
        new ClusterChoiceReader(scope, place).read(action),
        HashPolicyReader.read(action.getHashPolicyList(), place),
        rewrite(),
        host(),
        RetryReader.read(
            action.hasRetryPolicy() ? action.getRetryPolicy() : ofHost, place.at("retry_policy")),
        RouteTimesReader.read(action),
        MirrorReader.read(
            action.getRequestMirrorPoliciesList(),
            scope.rules().mirrors(),
            scope.rules().clusters(),
            place),
        handling());
  }

  private Handling handling() {
    Map<String, Boolean> upgrades = new HashMap<>();
    boolean endsConnect = false;
    for (int i = 0; i < action.getUpgradeConfigsCount(); i++) {
      UpgradeConfig upgrade = action.getUpgradeConfigs(i);
      Place at = place.at("upgrade_configs", i);
      at.onlyKnows(upgrade, Set.of("upgrade_type", "enabled", "connect_config"));
      String type = upgrade.getUpgradeType().toLowerCase(Locale.ROOT);
      if (upgrade.hasConnectConfig()) {
        endsConnect = true;
        at.at("connect_config").onlyKnows(upgrade.getConnectConfig(), Set.of());
        if (!type.equals(UpgradePlan.CONNECT)) {
          throw at.at("connect_config").refused("is for the upgrade_type CONNECT alone");
        }
      }
      if (upgrades.put(type, !upgrade.hasEnabled() || upgrade.getEnabled().getValue()) != null) {
        throw at.refused("\"" + type + "\" is there twice; keep one");
      }
    }
    return new Handling(
        notFoundStatus(),
        action.getPriority() == RoutingPriority.HIGH,
        scope.bufferBytes(),
        scope.timeoutRetryHeader(),
        upgrades,
        endsConnect);
  }

  private int notFoundStatus() {
    return switch (action.getClusterNotFoundResponseCode()) {
      case SERVICE_UNAVAILABLE, UNRECOGNIZED -> 503;
      case NOT_FOUND -> 404;
      case INTERNAL_SERVER_ERROR -> 500;
    };
  }

  private Rewrite rewrite() {
    String prefix = HeadText.bytes(action.getPrefixRewrite());
    if (!prefix.isEmpty() && action.hasRegexRewrite()) {
      throw place.refused("has prefix_rewrite and regex_rewrite; keep one");
    }
    if (action.hasRegexRewrite()) {
      return new Rewrites.OfRegex(
          RegexReader.replacement(action.getRegexRewrite(), place.at("regex_rewrite")));
    }
    return prefix.isEmpty() ? Rewrite.NONE : new Rewrites.OfPrefix(matched, prefix);
  }

  private HostRewrite host() {
    HostRewrite.Source source =
        switch (action.getHostRewriteSpecifierCase()) {
          case HOST_REWRITE_LITERAL -> literal(HeadText.bytes(action.getHostRewriteLiteral()));
          case AUTO_HOST_REWRITE ->
              action.getAutoHostRewrite().getValue()
                  ? new HostRewrite.OfEndpoint()
                  : new HostRewrite.Kept();
          case HOST_REWRITE_HEADER ->
              new HostRewrite.OfHeader(action.getHostRewriteHeader().toLowerCase(Locale.ROOT));
          case HOST_REWRITE_PATH_REGEX ->
              new HostRewrite.OfPath(
                  RegexReader.replacement(
                      action.getHostRewritePathRegex(), place.at("host_rewrite_path_regex")));
          case HOSTREWRITESPECIFIER_NOT_SET -> new HostRewrite.Kept();
        };
    return source instanceof HostRewrite.Kept
        ? HostRewrite.NONE
        : new HostRewrite(source, action.getAppendXForwardedHost());
  }

  private static HostRewrite.Source literal(String host) {
    return host.isEmpty() ? new HostRewrite.Kept() : new HostRewrite.Literal(host);
  }
}
