package io.limpet.bench;

import io.limpet.bench.load.Load;
import io.limpet.bench.load.LoadClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What a kept connection costs on which nothing happens: the memory of a proxy that has worked
/// before, with many connections that have each carried a request, and without them. Each round has
/// a proxy of its own: none gives memory back.
final class IdleConnections {
  private static final int BUSY = 32;
  private static final Duration SETTLE = Duration.ofSeconds(3);
  private static final double KIB_IN_MIB = 1024;

  private final Ground ground;
  private final Contest contest;

  IdleConnections(Ground ground) {
    this.ground = ground;
    this.contest = ground.contest();
  }

  List<Row> run() throws IOException {
    List<Row> rows = new ArrayList<>();
    for (int connections : contest.connections()) {
      List<Row> own =
          contest.present().stream()
              .map(peer -> new Row(peer.word(), connections + " connections"))
              .toList();
      for (int round = 1; round <= contest.rounds(); round++) {
        for (int i = 0; i < own.size(); i++) {
          Peer peer = contest.present().get(i);
          contest
              .progress()
              .accept("%s: round %d of %d".formatted(peer.word(), round, contest.rounds()));
          measure(peer, connections, own.get(i));
        }
      }
      rows.addAll(own);
    }
    return rows;
  }

  private void measure(Peer peer, int connections, Row row) throws IOException {
    try (ProxyProcess proxy = ground.start(Ground.Variant.plain(peer))) {
      Load few = Load.plain(proxy.ports().plain(), contest.scenario().path(), BUSY);
      try (LoadClient client = LoadClient.open(few, ground.trust())) {
        client.run(contest.warmUp());
        client.rest(SETTLE);
      }
      double empty = proxy.residentMebibytes();
      Load many = Load.plain(proxy.ports().plain(), contest.scenario().path(), connections);
      try (LoadClient client = LoadClient.open(many, ground.trust())) {
        long errors = client.once().errors() + client.rest(SETTLE);
        double resident = proxy.residentMebibytes();
        row.add(Metric.EMPTY, empty);
        row.add(Metric.RESIDENT, resident);
        row.add(Metric.PER_CONNECTION, (resident - empty) * KIB_IN_MIB / connections);
        row.add(Metric.ERRORS, errors);
      }
    } catch (IOException failed) {
      throw new IOException(peer.word() + ": " + failed.getMessage(), failed);
    }
  }
}
