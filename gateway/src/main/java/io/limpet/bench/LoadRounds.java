package io.limpet.bench;

import io.limpet.bench.load.Load;
import io.limpet.bench.load.LoadClient;
import io.limpet.bench.load.LoadResult;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Proxies loaded in turn, round by round, so that what else the machine does meets all of them.
final class LoadRounds {
  /// Connections, caches and the processor's clock, after another proxy had its turn.
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private static final double MILLION = 1e6;
  private static final double GIB = 1L << 30;
  private static final double MIB = 1L << 20;

  private final Ground ground;
  private final Contest contest;

  LoadRounds(Ground ground) {
    this.ground = ground;
    this.contest = ground.contest();
  }

  List<Row> run(List<ProxyProcess> proxies) throws IOException {
    List<Row> all = new ArrayList<>();
    boolean warm = false;
    for (int connections : contest.connections()) {
      List<Row> rows =
          proxies.stream().map(each -> new Row(each.name(), connections + " connections")).toList();
      for (int round = 1; round <= contest.rounds(); round++) {
        for (int i = 0; i < proxies.size(); i++) {
          ProxyProcess proxy = proxies.get(i);
          contest
              .progress()
              .accept(
                  "%s, %d connections: round %d of %d"
                      .formatted(proxy.name(), connections, round, contest.rounds()));
          measure(proxy, connections, warm ? shorter() : contest.warmUp(), rows.get(i));
        }
        warm = true;
      }
      all.addAll(rows);
    }
    return all;
  }

  private Duration shorter() {
    return AGAIN.compareTo(contest.warmUp()) < 0 ? AGAIN : contest.warmUp();
  }

  private void measure(ProxyProcess proxy, int connections, Duration warmUp, Row row)
      throws IOException {
    try (LoadClient client = LoadClient.open(load(proxy, connections), ground.trust())) {
      client.run(warmUp);
      double before = proxy.cpuSeconds();
      LoadResult result = client.run(contest.round());
      double used = proxy.cpuSeconds() - before;
      add(result, used, row);
      row.add(Metric.RESIDENT, proxy.residentMebibytes());
    } catch (IOException failed) {
      throw new IOException(proxy.name() + ": " + failed.getMessage(), failed);
    }
  }

  private Load load(ProxyProcess proxy, int connections) {
    Scenario scenario = contest.scenario();
    ProxyProcess.Ports ports = proxy.ports();
    Load load = Load.plain(ports.plain(), scenario.path(), connections);
    if (scenario.isHttp2()) {
      load = load.withHttp2(ports.http2(), scenario.streams());
    }
    return scenario.security() == Load.Security.PLAIN
        ? load
        : load.withSecurity(ports.tls(), scenario.security());
  }

  private void add(LoadResult result, double cpuSeconds, Row row) {
    long requests = Math.max(1, result.requests());
    row.add(Metric.REQUESTS, result.requests() / result.seconds());
    row.add(Metric.CPU, cpuSeconds / requests * MILLION);
    switch (contest.scenario()) {
      case BODIES -> {
        row.add(Metric.MEBIBYTES, result.bodyBytes() / MIB / result.seconds());
        row.add(Metric.CPU_PER_GIB, cpuSeconds / (result.bodyBytes() / GIB));
      }
      case CORES -> row.add(Metric.REQUESTS_PER_CPU, requests / cpuSeconds);
      case TLS_RESUMED, TLS_FULL -> {
        double handshakes = Math.max(1, result.handshakes());
        row.add(Metric.RESUMED, 100 * result.resumed() / handshakes);
      }
      case STRONG, SOFT, FEATURES, H2, TLS, TLS_H2, IDLE, CHURN, GARBAGE -> {
        // Nothing that is theirs alone.
      }
    }
    row.add(Metric.P50, result.latencies().atMost(0.5) / MILLION);
    row.add(Metric.P99, result.latencies().atMost(0.99) / MILLION);
    row.add(Metric.P999, result.latencies().atMost(0.999) / MILLION);
    row.add(Metric.ERRORS, result.errors());
    row.add(Metric.MOVED, result.moved());
  }
}
