package io.limpet.cli;

import io.limpet.xds.client.Access;
import io.limpet.xds.client.Access.Identity;
import io.limpet.xds.client.Access.Material;
import io.limpet.xds.client.Access.Security;
import io.limpet.xds.client.Access.Trust;
import io.limpet.xds.client.AdsOptions.Server;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/// Which control plane `gateway` asks, and how.
final class ControlPlaneFlags {
  /// As Istio's agent tries its connection (`pkg/istio-agent/xds_proxy.go`).
  private static final Duration KEEPALIVE = Duration.ofSeconds(30);

  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--xds",
      paramLabel = "HOST:PORT",
      description =
          "Ask this control plane for everything, by ADS: an istiod (15010, or 15012 with TLS), a"
              + " limpet control, any other.")
  private @Nullable String xds;

  @Option(
      names = "--xds-api",
      paramLabel = "delta|sotw",
      defaultValue = "sotw",
      description =
          "With --xds: ask for differences, as Istio's agents do, or for whole lists (default:"
              + " ${DEFAULT-VALUE}).")
  private String api;

  @Option(names = "--delta", description = "The same as --xds-api delta.")
  private boolean delta;

  @Option(
      names = "--xds-tls-ca",
      paramLabel = "FILE",
      description =
          "With --xds: speak TLS, and trust these certificates (PEM). This file and the next two"
              + " are read again for each connection.")
  private @Nullable Path authority;

  @Option(
      names = "--xds-tls-cert",
      paramLabel = "FILE",
      description = "With --xds: our certificate (PEM), and those above it.")
  private @Nullable Path certificate;

  @Option(
      names = "--xds-tls-key",
      paramLabel = "FILE",
      description = "With --xds: our certificate's key (PEM).")
  private @Nullable Path key;

  @Option(
      names = "--xds-server-name",
      paramLabel = "NAME",
      description =
          "With --xds: speak TLS, and expect a certificate for this name, such as"
              + " istiod.istio-system.svc (default: the host of --xds).")
  private @Nullable String serverName;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "With --xds: a JWT that says who we are, such as the one that Kubernetes mounts for"
              + " istiod; read again for each stream.")
  private @Nullable Path token;

  @Option(
      names = "--state-dir",
      paramLabel = "DIR",
      description =
          "Keep what a control plane sent last in this folder, and start from it when the control"
              + " plane is away.")
  private @Nullable Path state;

  /// Null where a file says it all.
  @Nullable String address() {
    return xds;
  }

  Server server(String address) {
    return Server.parse(address).orElseThrow(() -> usage("--xds " + address + ": say HOST:PORT"));
  }

  boolean differences() {
    return switch (api) {
      case "delta" -> true;
      case "sotw" -> delta;
      default -> throw usage("--xds-api " + api + ": say delta or sotw");
    };
  }

  @Nullable Path state() {
    return state;
  }

  Access access() {
    return new Access(security(), token, KEEPALIVE);
  }

  /// Whoever names one of TLS's files or names wants TLS.
  private Security security() {
    if (authority == null && certificate == null && key == null && serverName == null) {
      return new Security.PlainText();
    }
    Trust trust = new Trust.OfHost(authority == null ? null : new Material.OfFile(authority));
    return new Security.Tls(trust, identity(), serverName);
  }

  private @Nullable Identity identity() {
    if (certificate == null && key == null) {
      return null;
    }
    if (certificate == null || key == null) {
      throw usage("--xds-tls-cert and --xds-tls-key belong together: say both");
    }
    return new Identity(new Material.OfFile(certificate), new Material.OfFile(key));
  }

  /// What is said of a control plane that nobody asks.
  void checkUsage() {
    boolean said =
        delta || authority != null || certificate != null || key != null || serverName != null;
    if (xds == null && (said || token != null)) {
      throw usage("--delta, --xds-… and --token-file are for --xds HOST:PORT");
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
