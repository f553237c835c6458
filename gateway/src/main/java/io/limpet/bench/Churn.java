package io.limpet.bench;

import io.limpet.bench.load.Backend;
import io.limpet.bench.load.Load;
import io.limpet.bench.load.LoadClient;
import io.limpet.bench.load.LoadResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What requests feel of changes: strong sessions on a Service of 10,000 endpoints at a rate that
/// does not fill the proxy, in rounds in which nothing changes and rounds in which one endpoint
/// comes or goes every 100 ms. The latency is counted from when a request was due.
final class Churn {
  private static final int RATE = 5_000;
  private static final double MILLION = 1e6;

  private final Ground ground;
  private final Contest contest;

  Churn(Ground ground) {
    this.ground = ground;
    this.contest = ground.contest();
  }

  List<Row> run() throws IOException {
    Path folder = Files.createDirectories(ground.folder().resolve("churn"));
    ProxyProcess.Ports ports = ProxyProcess.Ports.all(Ground.freePort());
    try (Backend backend = Backend.everywhere()) {
      int port = backend.addresses().getFirst().getPort();
      ManyEndpoints endpoints = new ManyEndpoints(folder, port);
      endpoints.writeAll();
      String rest =
          Template.render(
              "churn.yaml",
              Set.of(),
              Map.of("PLAIN_PORT", Integer.toString(ports.plain().getPort())));
      Files.writeString(folder.resolve("gateway.yaml"), rest);
      try (ProxyProcess proxy = ground.start(Ground.Variant.plain(Peer.LIMPET), folder, ports)) {
        return measure(proxy, endpoints);
      }
    }
  }

  private List<Row> measure(ProxyProcess proxy, ManyEndpoints endpoints) throws IOException {
    int connections = contest.connections().getFirst();
    Row quiet = new Row("limpet", "quiet");
    Row changing = new Row("limpet", "changing");
    Load load = Load.plain(proxy.ports().plain(), contest.scenario().path(), connections);
    try (LoadClient warming = LoadClient.open(load, ground.trust());
        LoadClient client = LoadClient.open(load.withRate(RATE), ground.trust())) {
      warm(warming, endpoints);
      for (int i = 1; i <= contest.rounds(); i++) {
        contest.progress().accept("limpet: round %d of %d".formatted(i, contest.rounds()));
        add(client.run(contest.round()), 0, quiet);
        try (ManyEndpoints.Changes changes = endpoints.change()) {
          LoadResult result = client.run(contest.round());
          add(result, changes.count(), changing);
        }
      }
    }
    return List.of(quiet, changing);
  }

  /// A JVM compiles what is busy, and what takes changes in must be that too.
  private void warm(LoadClient warming, ManyEndpoints endpoints) throws IOException {
    try (ManyEndpoints.Changes changes = endpoints.change()) {
      warming.run(contest.warmUp());
      changes.count();
    }
  }

  private static void add(LoadResult result, long changes, Row row) {
    row.add(Metric.REQUESTS, result.requests() / result.seconds());
    row.add(Metric.P50, result.latencies().atMost(0.5) / MILLION);
    row.add(Metric.P99, result.latencies().atMost(0.99) / MILLION);
    row.add(Metric.P999, result.latencies().atMost(0.999) / MILLION);
    row.add(Metric.CHANGES, changes);
    row.add(Metric.ERRORS, result.errors());
    row.add(Metric.MOVED, result.moved());
  }
}
