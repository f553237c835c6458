package io.limpet.cli;

import io.limpet.proxy.loop.Transport;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/// The event loops of whatever serves: how many, and how they watch their sockets.
final class LoopFlags {
  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      defaultValue = "0",
      description = "Event loops (default: one for each processor).")
  private int concurrency;

  @Option(
      names = "--transport",
      paramLabel = "NAME",
      defaultValue = "epoll",
      description = "epoll, io-uring or nio (default: ${DEFAULT-VALUE}; nio where it is missing).")
  private String transport;

  int eventLoops() {
    if (concurrency < 0) {
      throw usage("--concurrency " + concurrency + ": give 1 or more event loops");
    }
    return concurrency == 0 ? Runtime.getRuntime().availableProcessors() : concurrency;
  }

  Transport transport() {
    return switch (transport) {
      case "epoll" -> Transport.EPOLL;
      case "io-uring", "io_uring" -> Transport.IO_URING;
      case "nio" -> Transport.NIO;
      default -> throw usage("--transport " + transport + ": say epoll, io-uring or nio");
    };
  }

  private ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
