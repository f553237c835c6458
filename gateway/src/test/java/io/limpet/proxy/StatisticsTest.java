package io.limpet.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.metrics.StatsText;
import io.limpet.proxy.plan.ClusterChoice;
import io.limpet.proxy.plan.HostRewrite;
import io.limpet.proxy.plan.RetryPlan;
import io.limpet.proxy.plan.Rewrite;
import io.limpet.proxy.plan.Route;
import io.limpet.proxy.plan.RouteTimes;
import io.limpet.proxy.plan.filter.HeaderEdits;
import io.limpet.proxy.plan.filter.HttpChain;
import io.limpet.proxy.plan.pools.HashPolicies;
import io.limpet.session.TokenCarrier;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is counted, under which name.
class StatisticsTest {
  private static final String HEADER = "x-session-header";

  private static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  /// All that is not zero, as `/stats` and Prometheus show it.
  private static List<String> shown(TestProxy proxy) {
    StatsText text = new StatsText(proxy.metrics(), _ -> true, true);
    return (text.plain() + text.prometheus()).lines().toList();
  }

  @Test
  void aTokenThatIsNotFollowedIsCountedByWhy() throws Exception {
    Plans pinned = new Plans().pinned(new TokenCarrier.Header(HEADER), false);
    try (var upstream = FakeUpstream.echoing();
        var proxy = new TestProxy(pinned.to(upstream));
        var client = proxy.client()) {
      client.get("/", HEADER + ": %%%");
      client.get("/", HEADER + ": " + encoded("nonsense"));
      client.get("/", HEADER + ": " + encoded("127.0.0.1:1").substring(0, 8));
      client.get("/", HEADER + ": " + encoded("127.0.0.1:1"));
      client.get("/", HEADER + ": " + encoded(upstream.address()));
      assertThat(shown(proxy))
          .contains(
              "limpet.token.rejected.bad: 1",
              "limpet.token.rejected.foreign: 2",
              "limpet.token.rejected.gone: 1",
              "limpet.session.decisions.hit: 1",
              "limpet.session.decisions.pod-gone: 1",
              "limpet.session.decisions.token-bad: 3",
              "limpet_token_rejected{why=\"foreign\"} 2");
    }
  }

  @Test
  void listenersClustersAndRequestsWithoutRouteHaveEnvoysNames() throws Exception {
    try (var upstream = FakeUpstream.echoing();
        var proxy = new TestProxy(new Plans().to(upstream));
        var client = proxy.client()) {
      client.get("/");
      client.get("/none");
      assertThat(shown(proxy))
          .contains(
              "cluster.cluster;.upstream_rq_200: 1",
              "envoy_cluster_upstream_rq_total{envoy_cluster_name=\"cluster\"} 1",
              "http.test.no_route: 1",
              "listener.127.0.0.1_0.downstream_cx_active: 1",
              "listener.127.0.0.1_0.downstream_cx_total: 1");
    }
  }

  @Test
  void aRouteToNowhereIsCounted() throws Exception {
    var nowhere = new ClusterChoice.Target("missing", HttpChain.EMPTY, HeaderEdits.NONE, "");
    var forward =
        new Route.Forward(
            new ClusterChoice.Single(nowhere),
            HashPolicies.NONE,
            Rewrite.NONE,
            HostRewrite.NONE,
            RetryPlan.NEVER,
            RouteTimes.DEFAULT.timeout(0),
            List.of(),
            Route.Handling.DEFAULT);
    try (var proxy = new TestProxy(new Plans().action(forward).to());
        var client = proxy.client()) {
      assertThat(client.get("/").status()).isEqualTo(503);
      assertThat(shown(proxy)).contains("http.test.no_cluster: 1");
    }
  }

  @Test
  void aLimitThatIsReachedIsNamed() throws Exception {
    try (var upstream = FakeUpstream.echoing();
        var proxy = new TestProxy(new Plans().to(upstream));
        var many = proxy.client();
        var large = proxy.client()) {
      many.send("GET / HTTP/1.1\r\nHost: t\r\n" + "x: y\r\n".repeat(101) + "\r\n");
      assertThat(many.answer().status()).isEqualTo(431);
      large.send("GET / HTTP/1.1\r\nHost: t\r\nx: " + "y".repeat(61 << 10));
      assertThat(large.answer().status()).isEqualTo(431);
      assertThat(shown(proxy))
          .contains(
              "limpet.limits_reached.head_bytes: 1",
              "limpet.limits_reached.head_count: 1",
              "limpet_limits_reached{limit=\"head_count\"} 1");
    }
  }

  /// Envoy shows every number of every cluster from the start.
  @Test
  void aClusterIsCountedFromItsFirstRequestOn() throws Exception {
    try (var upstream = FakeUpstream.echoing();
        var proxy = new TestProxy(new Plans().to(upstream));
        var client = proxy.client()) {
      assertThat(all(proxy)).noneMatch(line -> line.startsWith("cluster.cluster;.upstream_rq"));
      client.get("/");
      assertThat(all(proxy))
          .contains(
              "cluster.cluster;.upstream_rq_total: 1", "cluster.cluster;.upstream_rq_retry: 0");
    }
  }

  /// Envoy has `upstream_rq_time` and others as histograms.
  @Test
  void timesAndSizesAreNotCounted() throws Exception {
    try (var upstream = FakeUpstream.echoing();
        var proxy = new TestProxy(new Plans().to(upstream));
        var client = proxy.client()) {
      client.get("/");
      assertThat(all(proxy))
          .noneMatch(line -> line.contains("_time:") || line.contains("_time{"))
          .noneMatch(line -> line.contains("# TYPE") && line.endsWith("histogram"));
    }
  }

  /// Also what is zero.
  private static List<String> all(TestProxy proxy) {
    StatsText text = new StatsText(proxy.metrics(), _ -> true, false);
    return (text.plain() + text.prometheus()).lines().toList();
  }
}
