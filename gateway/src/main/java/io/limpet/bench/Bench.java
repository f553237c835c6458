package io.limpet.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/// Runs a contest, and ends all that it has started, also when the process is told to end.
public final class Bench {
  private Bench() {}

  public static Report run(Contest contest) throws IOException, InterruptedException {
    try (Ground ground = Ground.open(contest, loops(contest))) {
      Thread end = new Thread(() -> close(ground), "bench-end");
      Runtime.getRuntime().addShutdownHook(end);
      try {
        return new Report(contest.scenario(), notes(contest, ground), rows(ground));
      } catch (IOException failed) {
        throw new IOException(failed.getMessage() + ground.said(), failed);
      } finally {
        forget(end);
      }
    }
  }

  private static int loops(Contest contest) {
    return contest.scenario() == Scenario.CORES ? 2 : 1;
  }

  private static List<Row> rows(Ground ground) throws IOException {
    return switch (ground.contest().scenario()) {
      case IDLE -> new IdleConnections(ground).run();
      case CHURN -> new Churn(ground).run();
      case GARBAGE -> new Garbage(ground).run();
      case STRONG, SOFT, FEATURES, H2, TLS, TLS_H2, TLS_RESUMED, TLS_FULL, BODIES, CORES -> {
        List<ProxyProcess> proxies = new ArrayList<>();
        for (Ground.Variant each : variants(ground.contest())) {
          proxies.add(ground.start(each));
        }
        ground.contest().targets().forEach(each -> proxies.add(ProxyProcess.running(each)));
        yield new LoadRounds(ground).run(proxies);
      }
    };
  }

  private static List<Ground.Variant> variants(Contest contest) {
    List<Ground.Variant> variants = new ArrayList<>();
    for (Peer peer : contest.present()) {
      if (contest.scenario() == Scenario.CORES) {
        variants.add(new Ground.Variant(peer, peer.word() + ", 1 loop", 1, List.of()));
        variants.add(new Ground.Variant(peer, peer.word() + ", 2 loops", 2, List.of()));
      } else {
        variants.add(Ground.Variant.plain(peer));
      }
    }
    return variants;
  }

  private static List<String> notes(Contest contest, Ground ground) {
    List<String> notes = new ArrayList<>();
    notes.add(
        "%s, %s %s, Java %s; rounds of %d s, %d of them, in turn; warm-up %d s. %s"
            .formatted(
                LocalDate.now(ZoneOffset.UTC),
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Runtime.version(),
                contest.round().toSeconds(),
                contest.rounds(),
                contest.warmUp().toSeconds(),
                ground.pinned()));
    contest.scenario().peers().stream()
        .filter(peer -> contest.peers().contains(peer) && !contest.programs().has(peer))
        .map(peer -> "Not measured: there is no " + peer.word() + " on this machine.")
        .forEach(notes::add);
    if (!ProcessMemory.isKnown()) {
      notes.add("Not measured: memory, which is read in /proc.");
    }
    return notes;
  }

  private static void forget(Thread end) {
    try {
      Runtime.getRuntime().removeShutdownHook(end);
    } catch (IllegalStateException ending) {
      // The process was told to end, and the hook is at work.
    }
  }

  private static void close(Ground ground) {
    try {
      ground.close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
