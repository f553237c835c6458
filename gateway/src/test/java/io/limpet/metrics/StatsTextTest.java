package io.limpet.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StatsTextTest {
  private static final String HELLOWORLD =
      "outbound|5000||helloworld.helloworld.svc.cluster.local;";

  private final Metrics metrics = new Metrics();

  @Test
  void namesAreEnvoysAndSorted() {
    metrics.http("outbound_0.0.0.0_8080;").counter("downstream_rq_2xx").add(2);
    metrics.cluster(HELLOWORLD).counter("upstream_rq_total").add(7);
    metrics.listener("0.0.0.0_8080").gauge("downstream_cx_active").add(1);
    metrics.process().gauge("server.live", () -> 1);
    metrics.limpet().counter("session.decisions", "reason", "hit").increment();
    assertThat(all().plain())
        .isEqualTo(
            """
            cluster.outbound|5000||helloworld.helloworld.svc.cluster.local;.upstream_rq_total: 7
            http.outbound_0.0.0.0_8080;.downstream_rq_2xx: 2
            limpet.session.decisions.hit: 1
            listener.0.0.0.0_8080.downstream_cx_active: 1
            server.live: 1
            """);
  }

  @Test
  void aNameAlwaysGivesTheSameCounter() {
    metrics.cluster("a").counter("upstream_rq_total").increment();
    metrics.cluster("a").counter("upstream_rq_total").increment();
    assertThat(all().plain()).isEqualTo("cluster.a.upstream_rq_total: 2\n");
  }

  @Test
  void aRemovedScopeIsForgottenAndTheOthersStay() {
    metrics.cluster("a").counter("upstream_rq_total");
    metrics.cluster("a").gauge("membership_total", () -> 3);
    metrics.cluster("b").gauge("upstream_cx_active");
    metrics.cluster("a").remove();
    assertThat(all().plain()).isEqualTo("cluster.b.upstream_cx_active: 0\n");
  }

  @Test
  void aGaugeIsAskedWhenShown() {
    AtomicLong members = new AtomicLong(3);
    metrics.cluster("a").gauge("membership_total", members::get);
    members.set(5);
    assertThat(all().plain()).isEqualTo("cluster.a.membership_total: 5\n");
  }

  @Test
  void prometheusHasOneTypeForEachNameAndCountersFirst() {
    metrics.cluster("b").counter("upstream_rq_503").add(2);
    metrics.cluster(HELLOWORLD).counter("upstream_rq_200").add(4);
    metrics.cluster("b").gauge("upstream_cx_active").add(1);
    metrics.process().counter("listener_manager.listener_added").add(1);
    metrics.limpet().counter("token.rejected", "why", "odd \"quotes\" \\").add(1);
    assertThat(all().prometheus())
        .isEqualTo(
            """
            # TYPE envoy_cluster_upstream_rq counter
            envoy_cluster_upstream_rq{envoy_response_code="200",envoy_cluster_name="%s"} 4
            envoy_cluster_upstream_rq{envoy_response_code="503",envoy_cluster_name="b"} 2
            # TYPE envoy_listener_manager_listener_added counter
            envoy_listener_manager_listener_added{} 1
            # TYPE limpet_token_rejected counter
            limpet_token_rejected{why="odd \\"quotes\\" \\\\"} 1
            # TYPE envoy_cluster_upstream_cx_active gauge
            envoy_cluster_upstream_cx_active{envoy_cluster_name="b"} 1
            """
                .formatted("outbound|5000||helloworld.helloworld.svc.cluster.local"));
  }

  @Test
  void aHistogramCountsWhatIsAtMostEachBound() {
    Histogram times =
        metrics.istiod().histogram("pilot_xds_push_time", Map.of("type", "cds"), .01, .5, 1);
    times.record(.01);
    times.record(.4);
    times.recordNanos(2_000_000_000);
    assertThat(all().prometheus())
        .isEqualTo(
            """
            # TYPE pilot_xds_push_time histogram
            pilot_xds_push_time_bucket{type="cds",le="0.01"} 1
            pilot_xds_push_time_bucket{type="cds",le="0.5"} 2
            pilot_xds_push_time_bucket{type="cds",le="1"} 2
            pilot_xds_push_time_bucket{type="cds",le="+Inf"} 3
            pilot_xds_push_time_sum{type="cds"} 2.41
            pilot_xds_push_time_count{type="cds"} 3
            """);
  }

  @Test
  void labelsAreSortedByTheirNames() {
    metrics.istiod().gauge("pilot_xds_cds_reject", Map.of("node", "a", "err", "b")).increment();
    assertThat(all().prometheus())
        .endsWith("gauge\npilot_xds_cds_reject{err=\"b\",node=\"a\"} 1\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          upstream_rq_total; upstream_rq_total; ''
          upstream_rq_5xx; upstream_rq_xx; envoy_response_code_class="5",
          upstream_rq_404; upstream_rq; envoy_response_code="404",
          external.upstream_rq_200; external_upstream_rq; envoy_response_code="200",
          grpc.total; grpc_total; ''
          grpc.S.M.total; grpc_total; envoy_grpc_bridge_method="M",envoy_grpc_bridge_service="S",
          grpc-web.a.B.C.0; grpc_web_C_0; envoy_grpc_bridge_method="B",envoy_grpc_bridge_service="a",
          ring_hash_lb.size; ring_hash_lb_size; ''
          upstream_rq_max; upstream_rq_max; ''
          rq_1; rq_1; ''
          circuit_breakers.default.rq_open; circuit_breakers_default_rq_open; ''
          """)
  void tagsAreTakenOutAsEnvoyTakesThem(String name, String metric, String label) {
    metrics.cluster("a").counter(name);
    String series = "envoy_cluster_" + metric + "{" + label + "envoy_cluster_name=\"a\"}";
    assertThat(all().prometheus()).endsWith("counter\n" + series + " 0\n");
  }

  private StatsText all() {
    return new StatsText(metrics, _ -> true, false);
  }
}
