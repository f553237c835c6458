package io.limpet.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// A proxy that was started to be measured: what it has used of the machine, with its children.
final class ProxyProcess implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final long POLL_NANOS = 20_000_000;
  private static final int CONNECT_MILLIS = 1000;
  private static final long END_SECONDS = 5;
  private static final int LOG_LINES = 10;

  private final String name;
  private final Process process;
  private final Path log;
  private final Ports ports;

  /// Where it listens: for HTTP/1.1, for HTTP/2 without TLS, and for both with it.
  record Ports(InetSocketAddress plain, InetSocketAddress http2, InetSocketAddress tls) {}

  private ProxyProcess(String name, Process process, Path log, Ports ports) {
    this.name = name;
    this.process = process;
    this.log = log;
    this.ports = ports;
  }

  static ProxyProcess start(String name, List<String> command, Path folder, Ports ports)
      throws IOException {
    Path log = folder.resolve(name + ".log");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    return new ProxyProcess(name, process, log, ports);
  }

  /// Until it listens there.
  void await(InetSocketAddress address) throws IOException {
    long begun = System.nanoTime();
    while (!listens(address)) {
      if (!process.isAlive() || System.nanoTime() - begun > START.toNanos()) {
        throw new IOException("%s does not listen on %s%s".formatted(name, address, said()));
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private static boolean listens(InetSocketAddress address) {
    try (Socket socket = new Socket()) {
      socket.connect(address, CONNECT_MILLIS);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  private String said() throws IOException {
    List<String> lines = Files.readAllLines(log);
    List<String> last = lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size());
    return last.isEmpty() ? "" : ":\n  " + String.join("\n  ", last);
  }

  String name() {
    return name;
  }

  Ports ports() {
    return ports;
  }

  private Stream<ProcessHandle> family() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants());
  }

  /// Of the processor, user and system.
  double cpuSeconds() {
    return family()
        .map(each -> each.info().totalCpuDuration().orElse(Duration.ZERO))
        .mapToDouble(used -> used.toNanos() / 1e9)
        .sum();
  }

  /// NaN where the system has no /proc.
  double residentMebibytes() {
    return family().mapToDouble(each -> ProcessMemory.residentMebibytes(each.pid())).sum();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException now) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
