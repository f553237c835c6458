package io.limpet.cli;

import io.limpet.bench.Target;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A proxy that `bench` is told of: `NAME=HOST:PORT[:PID]`. Nothing but this machine is ever
/// loaded.
final class BenchTarget {
  private static final Pattern FORM =
      Pattern.compile("([^=]+)=(localhost|[0-9.]+|\\[[0-9a-fA-F:.]+]):(\\d{1,5})(?::(\\d{1,10}))?");
  private static final int MAX_PORT = 65_535;

  private BenchTarget() {}

  static Target of(String text) throws CommandFailure {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      throw new CommandFailure("say NAME=127.0.0.1:PORT, or NAME=127.0.0.1:PORT:PID");
    }
    int port = Integer.parseInt(parts.group(3));
    if (port < 1 || port > MAX_PORT) {
      throw new CommandFailure("ports are from 1 to 65535");
    }
    InetSocketAddress address = new InetSocketAddress(loopback(parts.group(2)), port);
    return new Target(parts.group(1), address, process(parts.group(4)));
  }

  private static InetAddress loopback(String host) throws CommandFailure {
    if (host.equals("localhost")) {
      return InetAddress.getLoopbackAddress();
    }
    try {
      InetAddress address = InetAddress.ofLiteral(host);
      if (address.isLoopbackAddress()) {
        return address;
      }
    } catch (IllegalArgumentException malformed) {
      throw new CommandFailure(host + " is no address");
    }
    throw new CommandFailure("only this machine is loaded: say an address of 127/8 or [::1]");
  }

  private static Optional<ProcessHandle> process(@Nullable String pid) throws CommandFailure {
    if (pid == null) {
      return Optional.empty();
    }
    Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(pid));
    if (process.isEmpty()) {
      throw new CommandFailure("there is no process " + pid);
    }
    return process;
  }
}
