package io.limpet.world.pods;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The program of the annotation `limpet.io/command`, as a real process: `sh -c` with the text,
/// so that it may be anything that a shell understands.
///
/// Signals go to the process and to all that it started: a shell that is told to end does not tell
/// its children.
final class CommandProgram implements Program {
  private static final Duration LAST_WORDS = Duration.ofMillis(500);

  private final String command;
  private final Map<String, String> environment;
  private final Duration notice;
  private final PodLog log;
  private volatile @Nullable Process process; // set once, by the pod's thread
  private volatile @Nullable Thread reader; // set once, by the pod's thread

  /// Those that were told to end: the children of a process that has ended are found no more.
  private volatile List<ProcessHandle> told = List.of(); // set once, by the pod's thread

  CommandProgram(String command, Map<String, String> environment, Duration notice, PodLog log) {
    this.command = command;
    this.environment = Map.copyOf(environment);
    this.notice = notice;
    this.log = log;
  }

  @Override
  public void start() throws IOException {
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", command);
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true).redirectInput(new File("/dev/null"));
    Process started = builder.start();
    process = started;
    reader = Thread.ofVirtual().name("log of " + started.pid()).start(() -> keepLog(started));
  }

  private void keepLog(Process started) {
    try (BufferedReader lines = started.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        log.add(line);
      }
    } catch (IOException ended) {
      log.add("(the output ended: " + ended.getMessage() + ")");
    }
  }

  /// Its last words belong to the reason, so they are waited for; not long, because a child that
  /// lives on may hold the output open.
  @Override
  public String awaitExit() throws InterruptedException {
    int code = running().waitFor();
    Thread reading = reader;
    if (reading != null) {
      reading.join(LAST_WORDS);
    }
    String last = log.lastLine();
    return "exit code " + code + (last.isEmpty() ? "" : ": " + last);
  }

  @Override
  public boolean readyAtOnce() {
    return false;
  }

  @Override
  public void behave(Behaviour behaviour) {
    if (behaviour == Behaviour.CRASH) {
      close();
    }
  }

  @Override
  public void drain(Duration preStop, Duration grace) throws InterruptedException {
    long deadline = System.nanoTime() + grace.toNanos();
    Process ending = running();
    Duration wait = preStop.compareTo(notice) > 0 ? preStop : notice;
    long waitNanos = Math.min(wait.toNanos(), grace.toNanos());
    if (!ending.waitFor(waitNanos, TimeUnit.NANOSECONDS)) {
      terminate(ending, deadline);
    }
    close();
  }

  private void terminate(Process ending, long deadline) throws InterruptedException {
    List<ProcessHandle> all = family(ending);
    told = all;
    all.forEach(ProcessHandle::destroy);
    for (ProcessHandle each : all) {
      awaitEnd(each.onExit(), deadline - System.nanoTime());
    }
    all.forEach(ProcessHandle::destroyForcibly);
  }

  private static void awaitEnd(CompletableFuture<ProcessHandle> end, long nanos)
      throws InterruptedException {
    try {
      end.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException stillThere) {
      // The caller kills what did not end in time.
    }
  }

  /// SIGKILL for all that is left.
  @Override
  public void close() {
    told.forEach(ProcessHandle::destroyForcibly);
    Process last = process;
    if (last != null) {
      family(last).forEach(ProcessHandle::destroyForcibly);
    }
  }

  private static List<ProcessHandle> family(Process process) {
    return Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
  }

  private Process running() {
    Process started = process;
    if (started == null) {
      throw new IllegalStateException("not started: " + command);
    }
    return started;
  }
}
