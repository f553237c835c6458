package io.limpet.cli;

import com.sun.management.UnixOperatingSystemMXBean;
import io.limpet.proxy.ProxyOptions.Bounds;
import io.limpet.proxy.overload.ControlGroup;
import io.limpet.proxy.plan.OverloadPlan;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/// How much a gateway takes upon itself: beyond that, new connections are answered with 503, and
/// those that are open live on.
final class BoundFlags {
  private static final long UNSET = -1;
  private static final int ALL = 100;

  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--max-connections",
      paramLabel = "N",
      defaultValue = "-1",
      description =
          "Clients' connections that are served at once; to more, 503 is answered. 0 for as many"
              + " as come (default: half of the files that may be open, see ulimit -n).")
  private long connections;

  @Option(
      names = "--max-memory-percent",
      paramLabel = "PERCENT",
      defaultValue = "90",
      description =
          "The part of Java's largest heap (-Xmx), or of the control group's limit where that is"
              + " less, that objects and buffers may use while new connections are served; above"
              + " it, 503 is answered to them. 0 for no such bound (default: ${DEFAULT-VALUE}).")
  private int memoryPercent;

  /// `overload` is what a bootstrap asks for besides.
  Bounds bounds(OverloadPlan overload) {
    if (connections < UNSET) {
      throw usage("--max-connections " + connections + ": give a number from 0 on");
    }
    if (memoryPercent < 0 || memoryPercent > ALL) {
      throw usage("--max-memory-percent " + memoryPercent + ": give a percentage from 0 to 100");
    }
    return new Bounds(
        overload,
        connections == UNSET ? usual() : connections,
        memoryBytes(Runtime.getRuntime().maxMemory(), ControlGroup.here()));
  }

  /// Beyond the limit of its control group the process is killed, however large a heap it was
  /// promised.
  long memoryBytes(long heapBytes, ControlGroup group) {
    try {
      return Math.min(heapBytes, group.limitBytes()) / ALL * memoryPercent;
    } catch (IOException unreadable) {
      throw usage("--max-memory-percent: the limit cannot be read: " + unreadable.getMessage());
    }
  }

  /// The other half is for connections to endpoints, and for files.
  private static long usual() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount() / 2
        : 0;
  }

  private ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
