package io.limpet.bench;

import io.limpet.bench.load.Load;
import io.limpet.bench.load.LoadClient;
import io.limpet.bench.load.LoadResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What Limpet leaves behind: bytes that are allocated for a request, and whether what is kept
/// grows while nothing changes. Both are read from a recording of the JVM's own (JFR).
final class Garbage {
  private static final String SETTINGS = "garbage.jfc";

  private final Ground ground;
  private final Contest contest;

  Garbage(Ground ground) {
    this.ground = ground;
    this.contest = ground.contest();
  }

  List<Row> run() throws IOException {
    List<Row> rows = new ArrayList<>();
    for (int connections : contest.connections()) {
      rows.add(measure(connections));
    }
    return rows;
  }

  private record Round(Instant from, Instant to, long requests) {}

  private Row measure(int connections) throws IOException {
    Path settings = ground.folder().resolve(SETTINGS);
    Files.writeString(settings, Template.render(SETTINGS, Set.of(), Map.of()));
    String record = "-XX:StartFlightRecording=dumponexit=false,settings=" + settings;
    Ground.Variant recorded = new Ground.Variant(Peer.LIMPET, "limpet", 1, List.of(record));
    List<Round> rounds = new ArrayList<>();
    Row row = new Row("limpet", connections + " connections");
    try (ProxyProcess proxy = ground.start(recorded)) {
      Load load = Load.plain(proxy.ports().plain(), contest.scenario().path(), connections);
      try (LoadClient client = LoadClient.open(load, ground.trust())) {
        client.run(contest.warmUp());
        for (int i = 1; i <= contest.rounds(); i++) {
          contest.progress().accept("limpet: round %d of %d".formatted(i, contest.rounds()));
          Instant from = Instant.now();
          LoadResult result = client.run(contest.round());
          rounds.add(new Round(from, Instant.now(), result.requests()));
          row.add(Metric.REQUESTS, result.requests() / result.seconds());
          row.add(Metric.ERRORS, result.errors());
        }
      }
      Path file = ground.folder().resolve("limpet-%d.jfr".formatted(connections));
      Recording recording = Recording.of(proxy.record(file));
      read(recording, rounds, row);
    }
    return row;
  }

  private static void read(Recording recording, List<Round> rounds, Row row) {
    for (Round each : rounds) {
      double bytes = recording.allocated(each.from(), each.to());
      row.add(Metric.ALLOCATED, bytes / Math.max(1, each.requests()));
    }
    Instant from = rounds.getFirst().from();
    Instant to = rounds.getLast().to();
    row.add(Metric.OLD_BEFORE, recording.oldMebibytesAfter(from));
    row.add(Metric.OLD_AFTER, recording.oldMebibytesBefore(to));
    row.add(Metric.COLLECTIONS, recording.collections(from, to));
  }
}
