package io.limpet.xds.translate;

import com.google.protobuf.Any;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.core.v3.CidrRange;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.rbac.v3.Permission;
import io.envoyproxy.envoy.config.rbac.v3.Policy;
import io.envoyproxy.envoy.config.rbac.v3.Principal;
import io.envoyproxy.envoy.config.rbac.v3.RBAC;
import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.envoyproxy.envoy.extensions.path.match.uri_template.v3.UriTemplateMatchConfig;
import io.envoyproxy.envoy.type.matcher.v3.ListMatcher;
import io.envoyproxy.envoy.type.matcher.v3.MetadataMatcher;
import io.envoyproxy.envoy.type.matcher.v3.OrMatcher;
import io.envoyproxy.envoy.type.matcher.v3.PathMatcher;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.envoyproxy.envoy.type.matcher.v3.ValueMatcher;
import io.limpet.mesh.security.Condition;
import io.limpet.mesh.security.Delegated;
import io.limpet.mesh.security.Rbac;
import io.limpet.mesh.security.Refusal;
import io.limpet.mesh.security.Text;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Rules about who may ask for what, as the filters `rbac` for requests and for connections
/// (`authz/builder` in Istio's `pilot/pkg/security`).
final class RbacTranslator {
  static final String HTTP_FILTER = "envoy.filters.http.rbac";
  static final String NETWORK_FILTER = "envoy.filters.network.rbac";

  private RbacTranslator() {}

  static HttpFilter http(Rbac rbac) {
    return http(enforced(rbac), shadow(rbac), shadowPrefix(rbac));
  }

  /// For rules that deny and nothing else.
  static HttpFilter http(Refusal refusal) {
    return http(rules(Rbac.Action.DENY, refusal.rules()), null, "");
  }

  /// Only finds out which rule matches, for the filter behind it.
  static HttpFilter http(Delegated delegated) {
    return http(
        dryRun(delegated), rules(Rbac.Action.DENY, delegated.rules()), ExtAuthzTranslator.PREFIX);
  }

  static Filter network(Rbac rbac) {
    return network(enforced(rbac), shadow(rbac), shadowPrefix(rbac));
  }

  static Filter network(Refusal refusal) {
    return network(rules(Rbac.Action.DENY, refusal.rules()), null, "");
  }

  static Filter network(Delegated delegated) {
    return network(
        dryRun(delegated), rules(Rbac.Action.DENY, delegated.rules()), ExtAuthzTranslator.PREFIX);
  }

  private static @Nullable RBAC enforced(Rbac rbac) {
    return rbac.rules() == null ? null : rules(rbac.action(), rbac.rules());
  }

  private static @Nullable RBAC shadow(Rbac rbac) {
    return rbac.shadow() == null ? null : rules(rbac.action(), rbac.shadow());
  }

  private static @Nullable RBAC dryRun(Delegated delegated) {
    return delegated.dryRun().isEmpty() ? null : rules(Rbac.Action.DENY, delegated.dryRun());
  }

  private static HttpFilter http(@Nullable RBAC rules, @Nullable RBAC shadow, String shadowPrefix) {
    var message =
        io.envoyproxy
            .envoy
            .extensions
            .filters
            .http
            .rbac
            .v3
            .RBAC
            .newBuilder()
            .setShadowRulesStatPrefix(shadowPrefix);
    if (rules != null) {
      message.setRules(rules);
    }
    if (shadow != null) {
      message.setShadowRules(shadow);
    }
    return HttpFilterTranslator.filter(HTTP_FILTER, message.build());
  }

  private static Filter network(@Nullable RBAC rules, @Nullable RBAC shadow, String shadowPrefix) {
    var message =
        io.envoyproxy
            .envoy
            .extensions
            .filters
            .network
            .rbac
            .v3
            .RBAC
            .newBuilder()
            .setStatPrefix("tcp.")
            .setShadowRulesStatPrefix(shadowPrefix);
    if (rules != null) {
      message.setRules(rules);
    }
    if (shadow != null) {
      message.setShadowRules(shadow);
    }
    return Filter.newBuilder()
        .setName(NETWORK_FILTER)
        .setTypedConfig(Any.pack(message.build()))
        .build();
  }

  /// Where there are no shadow rules istiod takes them for some that allow.
  private static String shadowPrefix(Rbac rbac) {
    Rbac.Action action = rbac.shadow() == null ? Rbac.Action.ALLOW : rbac.action();
    return switch (action) {
      case ALLOW -> "istio_dry_run_allow_";
      case DENY -> "istio_dry_run_deny_";
      case LOG -> "";
    };
  }

  private static RBAC rules(Rbac.Action action, Map<String, Rbac.Policy> policies) {
    RBAC.Builder message =
        RBAC.newBuilder()
            .setAction(
                switch (action) {
                  case ALLOW -> RBAC.Action.ALLOW;
                  case DENY -> RBAC.Action.DENY;
                  case LOG -> RBAC.Action.LOG;
                });
    policies.forEach((name, policy) -> message.putPolicies(name, policy(policy)));
    return message.build();
  }

  private static Policy policy(Rbac.Policy policy) {
    Policy.Builder message = Policy.newBuilder();
    policy.permissions().forEach(each -> message.addPermissions(permission(each)));
    policy.principals().forEach(each -> message.addPrincipals(principal(each)));
    return message.build();
  }

  /// Metadata in the older field, as istiod says it.
  @SuppressWarnings("deprecation")
  private static Permission permission(Condition condition) {
    Permission.Builder message = Permission.newBuilder();
    return switch (condition) {
      case Condition.Any() -> message.setAny(true).build();
      case Condition.All(List<Condition> all) -> message.setAndRules(permissions(all)).build();
      case Condition.One(List<Condition> some) -> message.setOrRules(permissions(some)).build();
      case Condition.Not(Condition not) -> message.setNotRule(permission(not)).build();
      case Condition.Present present -> message.setHeader(header(present)).build();
      case Condition.Header header -> message.setHeader(header(header)).build();
      case Condition.Metadata metadata -> message.setMetadata(metadata(metadata)).build();
      case Condition.UrlPath(Text path) ->
          message.setUrlPath(PathMatcher.newBuilder().setPath(text(path))).build();
      case Condition.PathTemplate(String template) ->
          message.setUriTemplate(template(template)).build();
      case Condition.DestinationIp(Condition.Range range) ->
          message.setDestinationIp(range(range)).build();
      case Condition.DestinationPort(int port) -> message.setDestinationPort(port).build();
      case Condition.ServerName(Text name) -> message.setRequestedServerName(text(name)).build();
      case Condition.Authenticated _, Condition.DirectRemoteIp _, Condition.RemoteIp _ ->
          throw new IllegalStateException(condition + " says who asks, not what for");
    };
  }

  private static Permission.Set permissions(List<Condition> conditions) {
    return Permission.Set.newBuilder()
        .addAllRules(conditions.stream().map(RbacTranslator::permission).toList())
        .build();
  }

  private static TypedExtensionConfig template(String template) {
    return TypedExtensionConfig.newBuilder()
        .setName("uri-template")
        .setTypedConfig(
            Any.pack(UriTemplateMatchConfig.newBuilder().setPathTemplate(template).build()))
        .build();
  }

  @SuppressWarnings("deprecation") // as above
  private static Principal principal(Condition condition) {
    Principal.Builder message = Principal.newBuilder();
    return switch (condition) {
      case Condition.Any() -> message.setAny(true).build();
      case Condition.All(List<Condition> all) -> message.setAndIds(principals(all)).build();
      case Condition.One(List<Condition> some) -> message.setOrIds(principals(some)).build();
      case Condition.Not(Condition not) -> message.setNotId(principal(not)).build();
      case Condition.Present present -> message.setHeader(header(present)).build();
      case Condition.Header header -> message.setHeader(header(header)).build();
      case Condition.Metadata metadata -> message.setMetadata(metadata(metadata)).build();
      case Condition.Authenticated(Text name) ->
          message
              .setAuthenticated(Principal.Authenticated.newBuilder().setPrincipalName(text(name)))
              .build();
      case Condition.DirectRemoteIp(Condition.Range range) ->
          message.setDirectRemoteIp(range(range)).build();
      case Condition.RemoteIp(Condition.Range range) -> message.setRemoteIp(range(range)).build();
      case Condition.UrlPath _,
          Condition.PathTemplate _,
          Condition.DestinationIp _,
          Condition.DestinationPort _,
          Condition.ServerName _ ->
          throw new IllegalStateException(condition + " says what is asked for, not who asks");
    };
  }

  private static Principal.Set principals(List<Condition> conditions) {
    return Principal.Set.newBuilder()
        .addAllIds(conditions.stream().map(RbacTranslator::principal).toList())
        .build();
  }

  private static HeaderMatcher header(Condition.Present present) {
    return HeaderMatcher.newBuilder().setName(present.header()).setPresentMatch(true).build();
  }

  private static HeaderMatcher header(Condition.Header header) {
    return HeaderMatcher.newBuilder()
        .setName(header.name())
        .setStringMatch(text(header.value()))
        .build();
  }

  private static CidrRange range(Condition.Range range) {
    return CidrRange.newBuilder()
        .setAddressPrefix(range.address())
        .setPrefixLen(UInt32Value.of(range.bits()))
        .build();
  }

  private static MetadataMatcher metadata(Condition.Metadata metadata) {
    MetadataMatcher.Builder message =
        MetadataMatcher.newBuilder().setFilter(metadata.filter()).setValue(value(metadata.value()));
    metadata
        .path()
        .forEach(key -> message.addPath(MetadataMatcher.PathSegment.newBuilder().setKey(key)));
    return message.build();
  }

  private static ValueMatcher value(Condition.Value value) {
    ValueMatcher.Builder message = ValueMatcher.newBuilder();
    return switch (value) {
      case Condition.OfText(Text text) -> message.setStringMatch(text(text)).build();
      case Condition.InList(Condition.Value one) ->
          message.setListMatch(ListMatcher.newBuilder().setOneOf(value(one))).build();
      case Condition.OneOf(List<Condition.Value> values) ->
          message
              .setOrMatch(
                  OrMatcher.newBuilder()
                      .addAllValueMatchers(values.stream().map(RbacTranslator::value).toList()))
              .build();
    };
  }

  private static StringMatcher text(Text text) {
    StringMatcher.Builder message = StringMatcher.newBuilder();
    return switch (text) {
      case Text.Exact(String value, boolean ignore) ->
          message.setExact(value).setIgnoreCase(ignore).build();
      case Text.Prefix(String value, boolean ignore) ->
          message.setPrefix(value).setIgnoreCase(ignore).build();
      case Text.Suffix(String value, boolean ignore) ->
          message.setSuffix(value).setIgnoreCase(ignore).build();
      case Text.Regex(String expression) ->
          message.setSafeRegex(RegexMatcher.newBuilder().setRegex(expression)).build();
    };
  }
}
