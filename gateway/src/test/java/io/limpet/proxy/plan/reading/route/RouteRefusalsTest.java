package io.limpet.proxy.plan.reading.route;

import static io.limpet.proxy.plan.reading.Messages.listener;
import static io.limpet.proxy.plan.reading.Messages.resources;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.limpet.proxy.plan.reading.PlanBuilder;
import io.limpet.proxy.plan.reading.fields.PlanProblem;
import io.limpet.proxy.plan.reading.fields.PlanProblem.Weight;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What Envoy 1.40 was seen to refuse in a route configuration is refused, and it is said where.
final class RouteRefusalsTest {
  private static final String HOST = "virtual_hosts[0].";
  private static final String ROUTE = HOST + "routes[0].";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "match: {} | match",
        "match: {safe_regex: {regex: '('}} | match.safe_regex",
        "match: {safe_regex: {regex: ''}} | match.safe_regex.regex",
        "match: {path_separated_prefix: '/'} | match.path_separated_prefix",
        "match: {path_separated_prefix: '/a/'} | match.path_separated_prefix",
        "match: {path_separated_prefix: '/a?b'} | match.path_separated_prefix",
        "match: {prefix: '/', headers: [{present_match: true}]} | match.headers[0].name",
        "match: {prefix: '/', headers: [{name: x, string_match: {}}]} |"
            + " match.headers[0].string_match",
        "match: {prefix: '/', headers: [{name: x, string_match: {prefix: ''}}]} |"
            + " match.headers[0].string_match.prefix",
        "match: {prefix: '/', headers: [{name: x, suffix_match: ''}]} |"
            + " match.headers[0].suffix_match",
        "match: {prefix: '/', headers: [{name: x, string_match: {safe_regex: {regex: a},"
            + " ignore_case: true}}]} | match.headers[0].string_match.ignore_case",
        "match: {prefix: '/', query_parameters: [{}]} | match.query_parameters[0].name",
        "match: {prefix: '/', runtime_fraction: {runtime_key: k}} |"
            + " match.runtime_fraction.default_value",
      })
  void aMatch(String match, String field) {
    assertRefused("routes: [{%s, route: {cluster: c}}]".formatted(match), ROUTE + field);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "metadata: {} | ''",
        "route: {} | route",
        "route: {cluster: ''} | route.cluster",
        "route: {cluster_header: ''} | route.cluster_header",
        "route: {weighted_clusters: {}} | route.weighted_clusters",
        "route: {weighted_clusters: {clusters: [{name: c, weight: 0}]}} | route.weighted_clusters",
        "route: {weighted_clusters: {clusters: [{name: c}]}} |"
            + " route.weighted_clusters.clusters[0].weight",
        "route: {weighted_clusters: {clusters: [{weight: 1}]}} |"
            + " route.weighted_clusters.clusters[0]",
        "route: {weighted_clusters: {clusters: [{name: c, cluster_header: x, weight: 1}]}} |"
            + " route.weighted_clusters.clusters[0]",
        "route: {weighted_clusters: {clusters: [{name: c, weight: 4294967295},"
            + " {name: c, weight: 1}]}} | route.weighted_clusters",
        "route: {cluster: c, prefix_rewrite: '/a', regex_rewrite: {pattern: {regex: a}}} | route",
        "route: {cluster: c, regex_rewrite: {pattern: {regex: '('}}} | route.regex_rewrite.pattern",
        "route: {cluster: c, request_mirror_policies: [{}]} | route.request_mirror_policies[0]",
        "route: {cluster: c, request_mirror_policies: [{cluster: c, cluster_header: x}]} |"
            + " route.request_mirror_policies[0]",
        "route: {cluster: c, hash_policy: [{}]} | route.hash_policy[0]",
        "route: {cluster: c, hash_policy: [{header: {}}]} | route.hash_policy[0].header",
        "route: {cluster: c, hash_policy: [{cookie: {ttl: 1s}}]} | route.hash_policy[0].cookie",
        "route: {cluster: c, hash_policy: [{cookie: {name: k, ttl: -1s}}]} |"
            + " route.hash_policy[0].cookie.ttl",
        "route: {cluster: c, hash_policy: [{query_parameter: {}}]} |"
            + " route.hash_policy[0].query_parameter",
        "route: {cluster: c, upgrade_configs: [{upgrade_type: a}, {upgrade_type: A}]} |"
            + " route.upgrade_configs[1]",
        "direct_response: {status: 99} | direct_response.status",
        "direct_response: {status: 600} | direct_response.status",
        "direct_response: {status: 200, body: {filename: '/no/such/file'}} |"
            + " direct_response.body.filename",
        "direct_response: {status: 200, body: {environment_variable: NO_SUCH_VARIABLE}} |"
            + " direct_response.body.environment_variable",
      })
  void anAction(String action, String field) {
    String at = field.isEmpty() ? ROUTE.substring(0, ROUTE.length() - 1) : ROUTE + field;
    assertRefused("routes: [{match: {prefix: '/'}, %s}]".formatted(action), at);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "virtual_hosts: [{name: a, domains: [x]}, {name: b, domains: [X]}] |"
            + " virtual_hosts[1].domains",
        "virtual_hosts: [{name: a, domains: ['*']}, {name: b, domains: ['*']}] |"
            + " virtual_hosts[1].domains",
        "virtual_hosts: [{name: a, domains: ['*.x']}, {name: b, domains: ['*.x']}] |"
            + " virtual_hosts[1].domains",
        "virtual_hosts: [{name: a}] | virtual_hosts[0].domains",
        "virtual_hosts: [{domains: [x]}] | virtual_hosts[0].name",
        "max_direct_response_body_size_bytes: 3, virtual_hosts: [{name: a, domains: [x], routes:"
            + " [{match: {prefix: '/'}, direct_response: {status: 200, body: {inline_string:"
            + " four}}}]}] | virtual_hosts[0].routes[0].direct_response.body",
        "validate_clusters: true, virtual_hosts: [{name: a, domains: [x], routes: [{match: {prefix:"
            + " '/'}, route: {cluster: nowhere}}]}] | virtual_hosts[0].routes[0].route.cluster",
        "validate_clusters: true, virtual_hosts: [{name: a, domains: [x], request_mirror_policies:"
            + " [{cluster: nowhere}]}] | virtual_hosts[0].request_mirror_policies[0].cluster",
      })
  void aTable(String table, String field) {
    assertThat(refused(table)).containsExactly(field);
  }

  private static void assertRefused(String host, String field) {
    assertThat(refused("virtual_hosts: [{name: v, domains: ['*'], %s}]".formatted(host)))
        .containsExactly(field);
  }

  private static List<String> refused(String table) {
    RouteConfiguration.Builder routes = RouteConfiguration.newBuilder();
    try {
      JsonFormat.parser().merge("{" + table + "}", routes);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(table, e);
    }
    return new PlanBuilder()
            .build(
                resources(
                    List.of(listener("l", 80, "r")),
                    List.of(routes.setName("r").build()),
                    List.of(),
                    List.of()))
            .problems()
            .stream()
            .filter(problem -> problem.weight() == Weight.REFUSED)
            .map(PlanProblem::field)
            .toList();
  }
}
