package io.limpet.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/// What `run` and `demo` have in common: ports, event loops, and how configuration is read.
final class GatewayFlags {
  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--port",
      paramLabel = "SERVER=LISTEN",
      description =
          "Where a Gateway's server port is listened on, such as 80=8080; repeat for more, also for"
              + " one server port. Default: as the Service that selects the gateway says, else"
              + " 80=8080 and 443=8443, and other ports as they are.")
  private List<String> ports = List.of();

  @Mixin private LoopFlags loops;
  @Mixin private DrainFlags drains;
  @Mixin private BoundFlags bounds;

  @Option(
      names = "--admin-port",
      paramLabel = "PORT",
      defaultValue = "15000",
      description = "Envoy's admin paths, on the loopback interface (default: ${DEFAULT-VALUE}).")
  private int adminPort;

  @Option(
      names = "--status-port",
      paramLabel = "PORT",
      defaultValue = "15021",
      description = "/healthz/ready (default: ${DEFAULT-VALUE}).")
  private int statusPort;

  @Option(
      names = "--api-port",
      paramLabel = "PORT",
      defaultValue = "16443",
      description =
          "The local world's Kubernetes API, on the loopback interface (default:"
              + " ${DEFAULT-VALUE}).")
  private int apiPort;

  @Mixin private MeshFlags mesh;

  LoopFlags loops() {
    return loops;
  }

  DrainFlags drains() {
    return drains;
  }

  BoundFlags bounds() {
    return bounds;
  }

  MeshFlags mesh() {
    return mesh;
  }

  InstancePorts instancePorts() {
    return new InstancePorts(
        own(adminPort, "--admin-port"),
        own(statusPort, "--status-port"),
        own(apiPort, "--api-port"));
  }

  /// 0 stands for any free port.
  private int own(int port, String flag) {
    if (port < 0 || port > 65_535) {
      throw usage(flag + " " + port + ": ports are from 0 (any that is free) to 65535");
    }
    return port;
  }

  /// Server port → the ports listened on, as far as flags say.
  Map<Integer, List<Integer>> portMap() {
    Map<Integer, List<Integer>> map = new TreeMap<>();
    for (String each : ports) {
      String[] sides = each.split("=", -1);
      if (sides.length != 2) {
        throw usage("--port " + each + ": say SERVER=LISTEN, such as 80=8080");
      }
      map.merge(port(sides[0], each), List.of(port(sides[1], each)), GatewayFlags::joined);
    }
    return new LinkedHashMap<>(map);
  }

  private static List<Integer> joined(List<Integer> some, List<Integer> more) {
    return java.util.stream.Stream.concat(some.stream(), more.stream()).distinct().toList();
  }

  private int port(String text, String flag) {
    try {
      int port = Integer.parseInt(text);
      if (port >= 1 && port <= 65_535) {
        return port;
      }
    } catch (NumberFormatException notANumber) {
      throw usage("--port " + flag + ": '" + text + "' is no number");
    }
    throw usage("--port " + flag + ": ports are from 1 to 65535");
  }

  private ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
