package io.limpet.bench;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// A proxy that was started to be measured: what it has used of the machine, with its children.
final class ProxyProcess implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final long POLL_NANOS = 20_000_000;
  private static final int CONNECT_MILLIS = 1000;
  private static final long END_SECONDS = 5;

  private final String name;
  private final Ports ports;
  private final Optional<ProcessHandle> handle;

  /// What is ended with it: nothing, where somebody else has started it.
  private final Optional<Process> own;

  /// Where it listens: for HTTP/1.1, for HTTP/2 without TLS, and for both with it.
  record Ports(InetSocketAddress plain, InetSocketAddress http2, InetSocketAddress tls) {
    static Ports all(InetSocketAddress one) {
      return new Ports(one, one, one);
    }
  }

  private ProxyProcess(
      String name, Ports ports, Optional<ProcessHandle> handle, Optional<Process> own) {
    this.name = name;
    this.ports = ports;
    this.handle = handle;
    this.own = own;
  }

  static ProxyProcess start(String name, List<String> command, Path folder, Ports ports)
      throws IOException {
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log(name, folder).toFile())
            .start();
    return new ProxyProcess(name, ports, Optional.of(process.toHandle()), Optional.of(process));
  }

  static ProxyProcess running(Target target) {
    Ports ports = Ports.all(target.address());
    return new ProxyProcess(target.name(), ports, target.process(), Optional.empty());
  }

  /// Where what it says is kept.
  static Path log(String name, Path folder) {
    return folder.resolve(name.replaceAll("\\W+", "-") + ".log");
  }

  /// Until it listens there.
  void await(InetSocketAddress address) throws IOException {
    long begun = System.nanoTime();
    while (!listens(address)) {
      boolean ended = own.filter(Process::isAlive).isEmpty();
      if (ended || System.nanoTime() - begun > START.toNanos()) {
        throw new IOException("%s does not listen on %s".formatted(name, address));
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

  String name() {
    return name;
  }

  Ports ports() {
    return ports;
  }

  private Stream<ProcessHandle> family() {
    return handle.stream().flatMap(each -> Stream.concat(Stream.of(each), each.descendants()));
  }

  /// Of the processor, user and system; NaN where the process is not known.
  double cpuSeconds() {
    if (handle.isEmpty()) {
      return Double.NaN;
    }
    return family()
        .map(each -> each.info().totalCpuDuration().orElse(Duration.ZERO))
        .mapToDouble(used -> used.toNanos() / 1e9)
        .sum();
  }

  /// NaN where the process is not known, or the system has no /proc.
  double residentMebibytes() {
    if (handle.isEmpty()) {
      return Double.NaN;
    }
    return family().mapToDouble(each -> ProcessMemory.residentMebibytes(each.pid())).sum();
  }

  /// Writes what the JVM of this proxy has recorded to a file.
  Path record(Path file) throws IOException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    String pid = Long.toString(handle.map(ProcessHandle::pid).orElseThrow());
    Process dump =
        new ProcessBuilder(jcmd.toString(), pid, "JFR.dump", "filename=" + file)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (dump.waitFor() != 0) {
        throw new IOException(jcmd + " cannot read the recording of process " + pid);
      }
    } catch (InterruptedException now) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
    return file;
  }

  @Override
  public void close() {
    own.ifPresent(ProxyProcess::end);
  }

  private static void end(Process process) {
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
