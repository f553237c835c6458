package io.limpet.cli;

import io.limpet.control.Limits;
import io.limpet.xds.server.AdsServer.Place;
import io.limpet.xds.server.TlsFiles;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/// How a control plane serves: its ports, its certificates, what it keeps, and how long it waits.
final class ControlFlags {
  private static final int MAX_PORT = 65_535;
  private static final String NONE = "none";

  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "15010",
      description = "xDS in plain text (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--tls-port",
      paramLabel = "PORT",
      defaultValue = "15012",
      description = "xDS over TLS, with --tls-cert and --tls-key (default: ${DEFAULT-VALUE}).")
  private int tlsPort;

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      description =
          "Where both xDS ports listen, as an IP address of this machine (default: on all, as"
              + " istiod).")
  private @Nullable String bind;

  @Option(
      names = "--plain-bind",
      paramLabel = "ADDRESS|none",
      description =
          "Where the port in plain text listens, if elsewhere; with none it does not, and gateways"
              + " need TLS (default: as --bind says).")
  private @Nullable String plainBind;

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description = "The server's certificates (PEM); read again when they change.")
  private @Nullable Path certificates;

  @Option(names = "--tls-key", paramLabel = "FILE", description = "Their key (PEM).")
  private @Nullable Path key;

  @Option(
      names = "--tls-ca",
      paramLabel = "FILE",
      description =
          "Who may have signed the certificates that gateways show (default: none). Private keys of"
              + " Secrets go to gateways that show one, and to this machine.")
  private @Nullable Path authority;

  @Option(
      names = "--admin-port",
      paramLabel = "PORT",
      defaultValue = "15014",
      description =
          "istiod's /debug pages and /metrics, on the loopback interface (default:"
              + " ${DEFAULT-VALUE}).")
  private int adminPort;

  @Option(
      names = "--state-dir",
      paramLabel = "DIR",
      description =
          "Keep the last good resources there, and the keys that were fetched for tokens, and start"
              + " from them where files are missing or broken, or who has the keys is away.")
  private @Nullable Path stateFolder;

  @Option(
      names = "--debounce",
      paramLabel = "MILLIS",
      defaultValue = "100",
      description =
          "The least time between two changes of configuration that are told; the first of a burst"
              + " waits for nothing (default: ${DEFAULT-VALUE}).")
  private int debounceMillis;

  @Option(
      names = "--debounce-max",
      paramLabel = "MILLIS",
      defaultValue = "1000",
      description = "No change is held longer, whatever goes on (default: ${DEFAULT-VALUE}).")
  private int mostMillis;

  @Option(
      names = "--debounce-endpoints-max",
      paramLabel = "MILLIS",
      defaultValue = "100",
      description = "No change of endpoints is held longer (default: ${DEFAULT-VALUE}).")
  private int mostEndpointsMillis;

  List<Place> places() {
    List<Place> places = new ArrayList<>();
    if (!NONE.equals(plainBind)) {
      InetSocketAddress plain =
          plainBind == null
              ? address(bind, "--bind", port(port, "--port"))
              : address(plainBind, "--plain-bind", port(port, "--port"));
      places.add(new Place(plain, null));
    }
    if (certificates != null && key != null) {
      places.add(
          new Place(
              address(bind, "--bind", port(tlsPort, "--tls-port")),
              new TlsFiles(certificates, key, authority)));
    } else if (places.isEmpty()) {
      throw usage("--plain-bind none: then TLS is needed, with --tls-cert and --tls-key");
    } else if (certificates != null || key != null || authority != null) {
      throw usage("TLS needs both --tls-cert and --tls-key");
    }
    return places;
  }

  private InetSocketAddress address(@Nullable String address, String flag, int at) {
    if (address == null) {
      return new InetSocketAddress(at);
    }
    try {
      return new InetSocketAddress(InetAddress.ofLiteral(address), at);
    } catch (IllegalArgumentException name) {
      throw usage(flag + " " + address + ": say an IP address, such as 127.0.0.1 or ::1");
    }
  }

  InetSocketAddress admin() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port(adminPort, "--admin-port"));
  }

  @Nullable Path stateFolder() {
    return stateFolder;
  }

  Limits limits() {
    return new Limits(
        Limits.DEFAULT.endpoints(),
        millis(mostEndpointsMillis, "--debounce-endpoints-max"),
        millis(debounceMillis, "--debounce"),
        millis(mostMillis, "--debounce-max"));
  }

  private Duration millis(int millis, String flag) {
    if (millis < 0) {
      throw usage(flag + " " + millis + ": a time is not less than 0");
    }
    return Duration.ofMillis(millis);
  }

  private int port(int wanted, String flag) {
    if (wanted < 0 || wanted > MAX_PORT) {
      throw usage(flag + " " + wanted + ": ports are from 0 (any that is free) to 65535");
    }
    return wanted;
  }

  private ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
