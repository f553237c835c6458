package io.limpet.cli;

import io.limpet.xds.bootstrap.BootstrapFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `limpet gateway --xds` in this process, for tests.
final class DrivenGateway {
  @Command
  private static final class Flags {
    @Mixin GatewayServing serving = new GatewayServing();
  }

  final Queue<String> told = new ConcurrentLinkedQueue<>();
  private final boolean lenient;

  DrivenGateway(boolean lenient) {
    this.lenient = lenient;
  }

  /// Returns when the first configuration is served.
  GatewayInstance start(int controlPlane, String... flags) {
    Flags all = new Flags();
    List<String> arguments = new ArrayList<>(List.of(flags));
    arguments.addAll(
        List.of(
            "--xds=127.0.0.1:" + controlPlane,
            "--concurrency=1",
            "--disable-hot-restart",
            "--admin-port=0",
            "--status-port=0"));
    new CommandLine(all).parseArgs(arguments.toArray(String[]::new));
    try {
      return GatewayInstance.start(
          all.serving.setup(BootstrapFile.read("", "none"), lenient), told::add);
    } catch (StartException failed) {
      throw new IllegalStateException(failed);
    }
  }
}
