package io.limpet.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Which cores are whose: the proxies have the first, load and endpoints the next, so that neither
/// takes from the other. This process is the load.
final class Pinning {
  private static final int MOST_FOR_LOAD = 3;

  private final Optional<Path> taskset;
  private final int cores = Runtime.getRuntime().availableProcessors();

  Pinning(Optional<Path> taskset) {
    this.taskset = taskset;
  }

  boolean isOn() {
    return taskset.isPresent() && cores > 1;
  }

  /// What a proxy's command begins with. `loops`: as many cores, if there are.
  List<String> prefix(int loops) {
    return taskset
        .filter(_ -> isOn())
        .map(program -> List.of(program.toString(), "-c", "0-" + (Math.min(loops, cores) - 1)))
        .orElse(List.of());
  }

  /// This process, all of its threads, goes to cores on which no proxy with so many loops runs;
  /// with too few cores the last one is shared.
  void pinLoad(int loops) throws IOException, InterruptedException {
    if (!isOn()) {
      return;
    }
    int first = Math.min(loops, cores - 1);
    int last = Math.min(first + MOST_FOR_LOAD, cores) - 1;
    String pid = Long.toString(ProcessHandle.current().pid());
    Process process =
        new ProcessBuilder(
                taskset.map(Path::toString).orElse("taskset"),
                "-a",
                "-p",
                "-c",
                first + "-" + last,
                pid)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (process.waitFor() != 0) {
      throw new IOException(
          "taskset cannot move this process to the cores %d-%d".formatted(first, last));
    }
  }

  /// In one sentence, for the report.
  String told() {
    return isOn()
        ? "Pinned: proxies to the first core, load and endpoints to others (of " + cores + ")."
        : "Not pinned: proxies, load and endpoints share all " + cores + " cores.";
  }
}
