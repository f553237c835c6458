package io.limpet.proxy.plan.reading.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.limpet.proxy.plan.ClusterPlan;
import io.limpet.proxy.plan.HealthCheckPlan;
import io.limpet.proxy.plan.HealthCheckPlan.Intervals;
import io.limpet.proxy.plan.HealthCheckPlan.Question;
import io.limpet.proxy.plan.HealthPlan;
import io.limpet.proxy.plan.pools.Ejection;
import io.limpet.proxy.plan.pools.OutlierPlan;
import io.limpet.proxy.plan.reading.PlanBuilder;
import io.limpet.proxy.plan.reading.fields.PlanProblem;
import io.limpet.proxy.plan.reading.fields.PlanProblem.Weight;
import io.limpet.xds.resources.Resources;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is refused of health checks, outlier detection and look-ups, and what defaults they have.
/// What Envoy 1.40 refuses at its start was tried there.
final class HealthReaderTest {
  private static final String CHECK =
      "timeout: 1s, interval: 2s, unhealthy_threshold: 2, healthy_threshold: 3";

  private static final String BOTH = "unhealthy_threshold: 1, healthy_threshold: 1";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          BOTH, interval: 1s, tcp_health_check: {} | timeout
          BOTH, timeout: 1s, tcp_health_check: {} | interval
          BOTH, timeout: 0s, interval: 1s, tcp_health_check: {} | timeout
          timeout: 1s, interval: 1s, healthy_threshold: 1, tcp_health_check: {}            | unhealthy_threshold
          timeout: 1s, interval: 1s, unhealthy_threshold: 1, tcp_health_check: {}          | healthy_threshold
          CHECK                                                                            | ''
          CHECK, no_traffic_interval: 0s, tcp_health_check: {}                             | no_traffic_interval
          CHECK, initial_jitter: -1s, tcp_health_check: {}                                 | initial_jitter
          CHECK, grpc_health_check: {}                                                     | grpc_health_check
          CHECK, custom_health_check: {name: x}                                            | custom_health_check
          CHECK, tcp_health_check: {send: {text: 0g}}                                      | tcp_health_check.send.text
          CHECK, tcp_health_check: {receive: [{text: 00}, {text: abc}]}                    | tcp_health_check.receive[1].text
          CHECK, http_health_check: {host: a}                                              | http_health_check.path
          CHECK, http_health_check: {path: /, method: CONNECT}                             | http_health_check.method
          CHECK, http_health_check: {path: /, codec_client_type: HTTP3}                    | http_health_check.codec_client_type
          CHECK, http_health_check: {path: /, expected_statuses: [{start: 0, end: 300}]}   | http_health_check.expected_statuses[0]
          CHECK, http_health_check: {path: /, expected_statuses: [{start: 200, end: 200}]} | http_health_check.expected_statuses[0]
          CHECK, http_health_check: {path: /, retriable_statuses: [{start: 500, end: 601}]} | http_health_check.retriable_statuses[0]
          CHECK, http_health_check: {path: /, request_headers_to_add: [{header: {key: Host, value: a}}]} | http_health_check.request_headers_to_add[0]
          """)
  void aCheckThatCannotBeIsRefused(String check, String field) {
    assertRefused(
        "{health_checks: [{" + check.replace("CHECK", CHECK).replace("BOTH", BOTH) + "}]}",
        "health_checks[0]" + (field.isEmpty() ? "" : "." + field));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          interval: 0s                                            | interval
          base_ejection_time: 0s                                  | base_ejection_time
          base_ejection_time: 10s, max_ejection_time: 5s          | max_ejection_time
          max_ejection_percent: 101                               | max_ejection_percent
          enforcing_consecutive_5xx: 101                          | enforcing_consecutive_5xx
          enforcing_success_rate: 101                             | enforcing_success_rate
          enforcing_failure_percentage: 101                       | enforcing_failure_percentage
          failure_percentage_threshold: 101                       | failure_percentage_threshold
          """)
  void outlierDetectionThatCannotBeIsRefused(String config, String field) {
    assertRefused("{outlier_detection: {" + config + "}}", "outlier_detection." + field);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          type: STRICT_DNS, dns_refresh_rate: 0s                                    | dns_refresh_rate
          type: STRICT_DNS, dns_refresh_rate: 0.001s                                | dns_refresh_rate
          type: STRICT_DNS, dns_failure_refresh_rate: {}                            | dns_failure_refresh_rate.base_interval
          type: STRICT_DNS, dns_failure_refresh_rate: {base_interval: 2s, max_interval: 1s} | dns_failure_refresh_rate.max_interval
          type: LOGICAL_DNS                                                         | load_assignment
          type: STRICT_DNS, eds_cluster_config: {}                                  | eds_cluster_config
          type: ORIGINAL_DST                                                        | type
          cluster_type: {name: envoy.clusters.redis}                                | cluster_type
          """)
  void aLookUpThatCannotBeIsRefused(String config, String field) {
    assertRefused("{" + config + "}", field);
  }

  @Test
  void anEndpointWithoutANameIsRefused() {
    assertRefused(
        """
        {type: STRICT_DNS, load_assignment: {cluster_name: c, endpoints: [{lb_endpoints: [
          {endpoint: {address: {socket_address: {port_value: 80}}}}]}]}}
        """,
        "load_assignment.endpoints[0].lb_endpoints[0].endpoint.address.socket_address.address");
  }

  @Test
  void intervalsAreTheUsualOneUnlessTheyAreSaid() {
    HealthCheckPlan check = check(CHECK + ", http_health_check: {path: /}");
    assertThat(check.times().timeoutMillis()).isEqualTo(1_000);
    assertThat(check.times().intervals())
        .isEqualTo(new Intervals(2_000, 2_000, 2_000, 2_000, 60_000, 60_000));
    assertThat(
            check(CHECK + ", unhealthy_interval: 3s, no_traffic_interval: 4s, tcp_health_check: {}")
                .times()
                .intervals())
        .isEqualTo(new Intervals(2_000, 3_000, 3_000, 2_000, 4_000, 4_000));
  }

  @Test
  void anHttpCheckAsksForItsPathAndTakes200() {
    assertThat(check(CHECK + ", http_health_check: {path: /}").question())
        .isEqualTo(
            new Question.Http(
                "GET",
                "/",
                List.of(new HealthCheckPlan.Header("user-agent", "Envoy/HC")),
                List.of(new HealthCheckPlan.Statuses(200, 201)),
                List.of(),
                HealthCheckPlan.Pieces.NONE,
                1024,
                true,
                null));
  }

  @Test
  void outlierDetectionHasEnvoysDefaults() {
    HealthPlan health = read("{outlier_detection: {}}");
    assertThat(health.outliers())
        .isEqualTo(
            new OutlierPlan(
                new OutlierPlan.Times(10_000, 30_000, 300_000, 0),
                new OutlierPlan.Cap(10, false),
                new OutlierPlan.Consecutive(5, 5, 5),
                new OutlierPlan.SuccessRate(5, 100, 1900),
                new OutlierPlan.FailurePercentage(5, 50, 85),
                Map.of(
                    Ejection.CONSECUTIVE_5XX, 100,
                    Ejection.CONSECUTIVE_GATEWAY_FAILURE, 0,
                    Ejection.CONSECUTIVE_LOCAL_ORIGIN_FAILURE, 100,
                    Ejection.SUCCESS_RATE, 100,
                    Ejection.LOCAL_ORIGIN_SUCCESS_RATE, 100,
                    Ejection.FAILURE_PERCENTAGE, 0,
                    Ejection.LOCAL_ORIGIN_FAILURE_PERCENTAGE, 0),
                new OutlierPlan.Options(false, true)));
    assertThat(health.mergeMillis()).isEqualTo(1_000);
  }

  @Test
  void aBaseThatIsLongerThanTheUsualMaximumIsTheMaximum() {
    OutlierPlan plan = read("{outlier_detection: {base_ejection_time: 400s}}").outliers();
    assertThat(plan).isNotNull();
    assertThat(plan == null ? 0 : plan.times().maxMillis()).isEqualTo(400_000);
  }

  @Test
  void aClusterWithoutEitherHasNothingToDo() {
    assertThat(read("{}")).isEqualTo(HealthPlan.NONE);
  }

  private static HealthCheckPlan check(String check) {
    HealthCheckPlan plan = read("{health_checks: [{" + check + "}]}").check();
    if (plan == null) {
      throw new AssertionError("no check");
    }
    return plan;
  }

  private static HealthPlan read(String cluster) {
    PlanBuilder.Built built = build(cluster);
    assertThat(built.problems()).isEmpty();
    ClusterPlan plan = built.plan().cluster("c");
    if (plan == null) {
      throw new AssertionError("no cluster");
    }
    return plan.health();
  }

  private static void assertRefused(String cluster, String field) {
    PlanBuilder.Built built = build(cluster);
    assertThat(built.problems())
        .filteredOn(problem -> problem.weight() == Weight.REFUSED)
        .extracting(PlanProblem::field)
        .containsExactly(field);
    assertThat(built.plan().clusters()).isEmpty();
  }

  private static PlanBuilder.Built build(String cluster) {
    Cluster.Builder message = Cluster.newBuilder();
    try {
      JsonFormat.parser().merge(cluster.replace("path: /", "path: '/'"), message);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(cluster, e);
    }
    TreeMap<String, Cluster> clusters = new TreeMap<>(Map.of("c", message.setName("c").build()));
    return new PlanBuilder()
        .build(new Resources(1, new TreeMap<>(), new TreeMap<>(), clusters, new TreeMap<>()));
  }
}
