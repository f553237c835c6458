package io.limpet.proxy.plan.reading.route;

import static io.limpet.proxy.plan.reading.Messages.given;
import static io.limpet.proxy.plan.reading.Messages.listener;
import static io.limpet.proxy.plan.reading.Messages.resources;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.extensions.filters.http.stateful_session.v3.StatefulSessionPerRoute;
import io.limpet.proxy.head.FixedHead;
import io.limpet.proxy.plan.HostRewrite;
import io.limpet.proxy.plan.RetryPlan;
import io.limpet.proxy.plan.RetryPlan.RetryOn;
import io.limpet.proxy.plan.Route;
import io.limpet.proxy.plan.Route.Forward;
import io.limpet.proxy.plan.Route.Redirect;
import io.limpet.proxy.plan.RouteTable;
import io.limpet.proxy.plan.filter.HeaderEdits;
import io.limpet.proxy.plan.filter.HeaderEdits.Append;
import io.limpet.proxy.plan.filter.HeaderEdits.HeaderEdit;
import io.limpet.proxy.plan.filter.SessionPlan;
import io.limpet.proxy.plan.pools.HashPolicies.OfCookie;
import io.limpet.proxy.plan.pools.HashPolicies.OfHeader;
import io.limpet.proxy.plan.reading.Managers;
import io.limpet.proxy.plan.reading.Messages;
import io.limpet.proxy.plan.reading.PlanBuilder;
import io.limpet.proxy.plan.reading.fields.PlanProblem;
import io.limpet.proxy.plan.reading.format.Formats;
import io.limpet.session.TokenCarrier;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What Envoy 1.40 was seen to match, and what its documents say.
final class RouteTableTest {
  private final RandomGenerator random = new SplittableRandom(1);

  @ParameterizedTest
  @CsvSource({
    "foo.com, exact",
    "FOO.com, exact",
    "x.foo.com, suffix",
    "x.y.foo.com, suffix",
    "long.x.foo.com, longer",
    ".foo.com, rest",
    "foo.org, prefix",
    "foo.com:81, prefix",
    "bar.com, rest",
    "'', rest",
  })
  void theMostSpecificDomainCounts(String host, String expected) {
    RouteTable table =
        table(
            """
            virtual_hosts: [
              {name: any, domains: ["*"], routes: [@rest]},
              {name: p, domains: ["foo.*"], routes: [@prefix]},
              {name: s, domains: ["*.foo.com"], routes: [@suffix]},
              {name: l, domains: ["*.x.foo.com"], routes: [@longer]},
              {name: e, domains: ["foo.com"], routes: [@exact]}]
            """);
    assertThat(name(table, FixedHead.get(host, "/"))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"foo.com:81, r", "foo.com:, r", "foo.com:abc, r", "[::1]:9, six", "bar.com:80, none"})
  void portsCanBeLeftOutOfTheComparison(String host, String expected) {
    RouteTable table =
        table(
            """
            ignore_port_in_host_matching: true, virtual_hosts: [
              {name: a, domains: ["foo.com"], routes: [@r]},
              {name: b, domains: ["[::1]"], routes: [@six]}]
            """);
    assertThat(name(table, FixedHead.get(host, "/"))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "path: '/a' | /a | true",
        "path: '/a' | /a?x=1 | true",
        "path: '/a' | /a/ | false",
        "path: '/a', case_sensitive: false | /A | true",
        "path: '/a' | /A | false",
        "prefix: '/zw' | /zwx | true",
        "prefix: '/zw' | /z?w | false",
        "path_separated_prefix: '/psp' | /psp | true",
        "path_separated_prefix: '/psp' | /psp/x | true",
        "path_separated_prefix: '/psp' | /psp?x | true",
        "path_separated_prefix: '/psp' | /pspx | false",
        "safe_regex: {regex: '/a.c'} | /abc?d | true",
        "safe_regex: {regex: '/a.c'} | /abcd | false",
        "prefix: '/', headers: [{name: X-A, string_match: {exact: v}}] | /h | true",
        "prefix: '/', headers: [{name: x-two, string_match: {exact: b}}] | /h | true",
        "prefix: '/', headers: [{name: x-a, string_match: {exact: V}}] | /h | false",
        "prefix: '/', headers: [{name: x-a, string_match: {exact: V, ignore_case: true}}] | /h |"
            + " true",
        "prefix: '/', headers: [{name: x-a, string_match: {prefix: w}}] | /h | false",
        "prefix: '/', headers: [{name: x-two, string_match: {suffix: a}}] | /h | true",
        "prefix: '/', headers: [{name: x-n, string_match: {contains: '4'}}] | /h | true",
        "prefix: '/', headers: [{name: x-n, string_match: {safe_regex: {regex: '[0-9]+'}}}] | /h |"
            + " true",
        "prefix: '/', headers: [{name: x-n, safe_regex_match: {regex: '[0-9]'}}] | /h | false",
        "prefix: '/', headers: [{name: x-n, range_match: {start: 42, end: 43}}] | /h | true",
        "prefix: '/', headers: [{name: x-n, range_match: {start: 1, end: 42}}] | /h | false",
        "prefix: '/', headers: [{name: x-a, exact_match: v}] | /h | true",
        "prefix: '/', headers: [{name: x-a, exact_match: v, invert_match: true}] | /h | false",
        "prefix: '/', headers: [{name: x-no, exact_match: v, invert_match: true}] | /h | false",
        "prefix: '/', headers: [{name: x-no, string_match: {exact: ''},"
            + " treat_missing_header_as_empty: true}] | /h | true",
        "prefix: '/', headers: [{name: x-a, present_match: true}] | /h | true",
        "prefix: '/', headers: [{name: x-no, present_match: true}] | /h | false",
        "prefix: '/', headers: [{name: x-no, present_match: false}] | /h | true",
        "prefix: '/', headers: [{name: x-no, present_match: true, invert_match: true}] | /h | true",
        "prefix: '/', headers: [{name: ':method', string_match: {exact: GET}}] | /h | true",
        "prefix: '/', headers: [{name: ':authority', string_match: {exact: web}}] | /h | true",
        "prefix: '/', headers: [{name: ':scheme', string_match: {exact: https}}] | /h | false",
        "prefix: '/', query_parameters: [{name: v, string_match: {exact: '1'}}] | /h?v=1&v=2 |"
            + " true",
        "prefix: '/', query_parameters: [{name: v, string_match: {exact: '1'}}] | /h?v=2&v=1 |"
            + " false",
        "prefix: '/', query_parameters: [{name: v, string_match: {exact: '1'}}] | /h?v=%31 | false",
        "prefix: '/', query_parameters: [{name: v, present_match: true}] | /h?a&v | true",
        "prefix: '/', query_parameters: [{name: v, present_match: true}] | /h?va=1 | false",
        "prefix: '/', runtime_fraction: {default_value: {numerator: 0}} | /h | false",
        "prefix: '/', runtime_fraction: {default_value: {numerator: 100}} | /h | true",
        "prefix: '/', grpc: {} | /h | false",
      })
  void aRouteMatches(String match, String path, boolean expected) {
    RouteTable table = route("match: {%s}, route: {cluster: c}".formatted(match));
    FixedHead head = FixedHead.get("web", path, "x-a: v", "x-two: a", "x-two: b", "x-n: 42");
    assertThat(table.match(head, random.nextLong()) != null).isEqualTo(expected);
  }

  @Test
  void aConditionThatIsNotKnownNeverMatches() {
    PlanBuilder.Built built =
        build(
            "match: {prefix: '/', filter_state: [{key: k, string_match: {exact: v}}]}, route:"
                + " {cluster: c}");
    assertThat(built.problems())
        .extracting(PlanProblem::field)
        .contains("virtual_hosts[0].routes[0].match");
    RouteTable table = routes(built);
    assertThat(table.match(FixedHead.get("web", "/"), random.nextLong())).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "prefix: '/rw', prefix_rewrite: '/', /rw/a?q=1, //a?q=1",
    "prefix: '/rw', prefix_rewrite: '/', /rwa, /a",
    "path: '/rw', prefix_rewrite: '/new', /rw?q, /new?q",
    "path_separated_prefix: '/rw', prefix_rewrite: '/n', /rw/x, /n/x",
  })
  void aPrefixIsRewrittenAsText(String match, String action, String path, String expected) {
    Forward forward = forward("match: {%s}, route: {cluster: c, %s}".formatted(match, action));
    assertThat(forward.rewrite().path(path)).isEqualTo(expected);
  }

  @Test
  void aRegularExpressionRewritesThePathWithoutItsQuery() {
    Forward forward =
        forward(
            """
            match: {prefix: "/"}, route: {cluster: c, host_rewrite_literal: other, regex_rewrite: {
              pattern: {regex: "^/service/([^/]+)(/.*)$"}, substitution: '\\\\2/instance/\\\\1$'}}
            """);
    assertThat(forward.rewrite().path("/service/foo/v1/api?x=/service/a/b"))
        .isEqualTo("/v1/api/instance/foo$?x=/service/a/b");
    assertThat(forward.host().of(FixedHead.get("web", "/"))).isEqualTo("other");
    assertThat(HostRewrite.NONE.of(FixedHead.get("web", "/"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https_redirect: true | web | /a?b=c | https://web/a?b=c",
        "https_redirect: true | web:80 | / | https://web/",
        "https_redirect: true | web:8080 | / | https://web:8080/",
        "https_redirect: true, port_redirect: 8443 | web:80 | / | https://web:8443/",
        "host_redirect: new | web:80 | /a | http://new/a",
        "path_redirect: /p | web | /a?b | http://web/p?b",
        "path_redirect: /p, strip_query: true | web | /a?b | http://web/p",
        "path_redirect: '/p?q' | web | /a?b | http://web/p?q",
        "prefix_rewrite: /n | web | /a/b | http://web/n/b",
        "https_redirect: true | [::1]:80 | / | https://[::1]/",
        "https_redirect: true | [::1] | / | https://[::1]/",
      })
  void aRedirectSaysWhere(String redirect, String host, String path, String expected) {
    RouteTable table = route("match: {prefix: /a}, redirect: {%s}".formatted(redirect));
    Route found = given(table.match(FixedHead.get("web", "/a"), random.nextLong()));
    assertThat(((Redirect) found.action()).location(FixedHead.get(host, path))).isEqualTo(expected);
  }

  @Test
  void whereOnlyTlsIsAllowedPlainTextIsRedirected() {
    RouteTable table =
        table(
            """
            virtual_hosts: [{name: v, domains: ["*"], require_tls: ALL,
              routes: [{name: r, match: {prefix: "/"}, route: {cluster: c}}]}]
            """);
    Route redirect = given(table.match(FixedHead.get("web", "/a"), random.nextLong()));
    assertThat(((Route.TlsRedirect) redirect.action()).location(FixedHead.get("web", "/a")))
        .isEqualTo("https://web/a");
    assertThat(name(table, FixedHead.get("web", "/a").withScheme("https"))).isEqualTo("r");
  }

  @Test
  void timesRetriesAndHashPoliciesHaveEnvoysDefaults() {
    Forward plain = forward("match: {prefix: /}, route: {cluster: c}");
    assertThat(plain.times().timeoutMillis()).isEqualTo(15_000);
    assertThat(plain.times().idleMillis()).isEqualTo(-1);
    assertThat(plain.retry()).isEqualTo(RetryPlan.NEVER);
    Forward full =
        forward(
            """
            match: {prefix: /}, route: {cluster: c, timeout: 0s, idle_timeout: 3s, hash_policy: [
              {header: {header_name: X-User}, terminal: true}, {cookie: {name: k}},
              {cookie: {name: t, ttl: 0s}}, {connection_properties: {source_ip: false}}],
              retry_policy: {
                retry_on: "connect-failure,unavailable,retriable-status-codes",
                num_retries: 2, retriable_status_codes: [503], host_selection_retry_max_attempts: 5,
                retry_host_predicate: [{name: envoy.retry_host_predicates.previous_hosts}]}}
            """);
    assertThat(full.times().timeoutMillis()).isZero();
    assertThat(full.times().idleMillis()).isEqualTo(3000);
    assertThat(full.hash().policies())
        .containsExactly(
            new OfHeader("x-user", true),
            new OfCookie("k", -1, "", List.of(), false),
            new OfCookie("t", 0, "", List.of(), false));
    RetryPlan retry = full.retry();
    assertThat(retry.retries()).isEqualTo(2);
    assertThat(retry.on()).contains(RetryOn.CONNECT_FAILURE, RetryOn.GRPC_UNAVAILABLE);
    assertThat(retry.statusCodes().contains(503)).isTrue();
    assertThat(retry.statusCodes().contains(502)).isFalse();
    assertThat(retry.hosts().notPrevious()).isTrue();
    assertThat(retry.hosts().attempts()).isEqualTo(5);
    assertThat(retry.backOff().baseMillis()).isEqualTo(25);
    assertThat(retry.backOff().maxMillis()).isEqualTo(250);
  }

  @Test
  void headerEditsKeepTheOrderFromSpecificToGeneral() {
    RouteTable table =
        table(
            """
            request_headers_to_remove: [X-Gone],
            virtual_hosts: [{name: v, domains: ["*"],
              request_headers_to_add: [
                {header: {key: X-H, value: host}, append_action: ADD_IF_ABSENT}],
              routes: [{name: r, match: {prefix: "/"}, route: {cluster: c},
                request_headers_to_add: [
                  {header: {key: x-r, value: "100%%"}, append: false},
                  {header: {key: x-empty, value: ""}},
                  {header: {key: x-sub, value: "%PROTOCOL%"}, append_action: OVERWRITE_IF_EXISTS}]}]}]
            """);
    Forward forward =
        (Forward) given(table.match(FixedHead.get("web", "/"), random.nextLong())).action();
    List<HeaderEdit> edits =
        forward.cluster().choose(FixedHead.get("web", "/"), 0).edits().request();
    assertThat(edits).hasSize(3);
    assertThat(edits.get(0).add())
        .containsExactly(
            new HeaderEdits.HeaderValue("x-r", "100%", Append.OVERWRITE_OR_ADD),
            new HeaderEdits.HeaderValue(
                "x-sub", Formats.of("%PROTOCOL%"), false, Append.OVERWRITE_IF_EXISTS));
    assertThat(edits.get(1).add())
        .containsExactly(new HeaderEdits.HeaderValue("x-h", "host", Append.ADD_IF_ABSENT));
    assertThat(edits.get(2).remove()).containsExactly("x-gone");
  }

  @Test
  void theMostSpecificSessionConfigurationReplacesTheOthersWhole() {
    VirtualHost.Builder host =
        VirtualHost.newBuilder()
            .setName("v")
            .addDomains("*")
            .putTypedPerFilterConfig(Messages.SESSION_FILTER, Messages.headerSession("X-Host"));
    host.addRoutes(parseRoute("name: inherits, match: {path: /a}, route: {cluster: c}"));
    host.addRoutes(
        parseRoute("name: own, match: {path: /b}, route: {cluster: c}")
            .putTypedPerFilterConfig(Messages.SESSION_FILTER, Messages.headerSession("x-route")));
    host.addRoutes(
        parseRoute("name: off, match: {path: /c}, route: {cluster: c}")
            .putTypedPerFilterConfig(
                Messages.SESSION_FILTER,
                Any.pack(StatefulSessionPerRoute.newBuilder().setDisabled(true).build())));
    var weighted =
        parseRoute(
            """
            name: w, match: {path: /d}, route: {weighted_clusters: {clusters: [
              {name: one, weight: 1}, {name: two, weight: 0}]}}
            """);
    weighted
        .getRouteBuilder()
        .getWeightedClustersBuilder()
        .getClustersBuilder(0)
        .putTypedPerFilterConfig(Messages.SESSION_FILTER, Messages.headerSession("x-weighted"));
    host.addRoutes(weighted);
    RouteTable table = build(RouteConfiguration.newBuilder().setName("r").addVirtualHosts(host));
    assertThat(session(table, "/a")).isEqualTo(header("x-host"));
    assertThat(session(table, "/b")).isEqualTo(header("x-route"));
    assertThat(session(table, "/c")).isEqualTo(new SessionPlan.Off());
    assertThat(session(table, "/d")).isEqualTo(header("x-weighted"));
  }

  @Test
  void clustersAreChosenByWeightOrByHeader() {
    Forward weighted =
        forward(
            """
            match: {prefix: /}, route: {weighted_clusters: {clusters: [
              {name: a, weight: 90}, {name: b, weight: 10}]}}
            """);
    int toB = 0;
    for (int i = 0; i < 2000; i++) {
      boolean isB = target(weighted, FixedHead.get("web", "/")).equals("b");
      toB += isB ? 1 : 0;
    }
    assertThat(toB).isBetween(140, 260);
    Forward named = forward("match: {prefix: /}, route: {cluster_header: X-To}");
    assertThat(target(named, FixedHead.get("web", "/", "x-to: other"))).isEqualTo("other");
    assertThat(target(named, FixedHead.get("web", "/"))).isEmpty();
  }

  @Test
  void aBadExpressionRefusesTheTableAndSaysWhere() {
    PlanBuilder.Built built = build("match: {safe_regex: {regex: '('}}, route: {cluster: c}");
    assertThat(built.problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.kind()).isEqualTo("RouteConfiguration");
              assertThat(problem.field()).isEqualTo("virtual_hosts[0].routes[0].match.safe_regex");
            });
  }

  private String target(Forward forward, FixedHead head) {
    return forward.cluster().choose(head, random.nextLong()).cluster();
  }

  private SessionPlan session(RouteTable table, String path) {
    FixedHead head = FixedHead.get("web", path);
    Forward forward = (Forward) given(table.match(head, random.nextLong())).action();
    return forward.cluster().choose(head, random.nextLong()).session();
  }

  private static SessionPlan header(String name) {
    return new SessionPlan.Pinned(new TokenCarrier.Header(name), false, 503);
  }

  private String name(RouteTable table, FixedHead head) {
    @Nullable Route route = table.match(head, random.nextLong());
    return route == null ? "none" : route.name();
  }

  private Forward forward(String route) {
    RouteTable table = routes(build(route));
    for (String path : List.of("/", "/rw", "/rw/x")) {
      @Nullable Route found = table.match(FixedHead.get("web", path), random.nextLong());
      if (found != null) {
        return (Forward) found.action();
      }
    }
    throw new AssertionError("no route matches");
  }

  private static RouteTable route(String route) {
    return routes(build(route));
  }

  private static PlanBuilder.Built build(String route) {
    VirtualHost.Builder host =
        VirtualHost.newBuilder().setName("v").addDomains("*").addRoutes(parseRoute(route));
    return plan(RouteConfiguration.newBuilder().setName("r").addVirtualHosts(host));
  }

  private static RouteTable build(RouteConfiguration.Builder routes) {
    return routes(plan(routes));
  }

  private static RouteTable routes(PlanBuilder.Built built) {
    return Managers.of(built.plan(), "l").routes();
  }

  private static RouteTable table(String fields) {
    RouteConfiguration.Builder routes = RouteConfiguration.newBuilder().setName("r");
    parse("{" + fields + "}", routes);
    return build(routes);
  }

  private static PlanBuilder.Built plan(RouteConfiguration.Builder routes) {
    return new PlanBuilder()
        .build(
            resources(
                List.of(listener("l", 80, "r")), List.of(routes.build()), List.of(), List.of()));
  }

  private static io.envoyproxy.envoy.config.route.v3.Route.Builder parseRoute(String fields) {
    var route = io.envoyproxy.envoy.config.route.v3.Route.newBuilder();
    parse("{" + fields + "}", route);
    return route;
  }

  /// Texts that begin with a slash need no quotes here, and `@name` is a route for every path.
  private static void parse(String fields, com.google.protobuf.Message.Builder into) {
    String routes =
        fields.replaceAll("@(\\w+)", "{name: $1, match: {prefix: '/'}, route: {cluster: c}}");
    String json = routes.replaceAll("([:\\[,] *)(/[^,}\\] ]*)", "$1'$2'");
    try {
      JsonFormat.parser().merge(json, into);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(json, e);
    }
  }
}
