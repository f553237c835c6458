package io.limpet.cli;

import io.limpet.mesh.Features;
import io.limpet.mesh.Fix;
import io.limpet.mesh.GatewayProxy;
import io.limpet.mesh.IstioVersion;
import io.limpet.mesh.Locality;
import io.limpet.mesh.MeshOptions;
import io.limpet.model.istio.MeshConfig;
import io.limpet.model.reading.MeshSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/// Which gateway the configuration is read for, and whose behaviour is wanted.
final class MeshFlags {
  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--proxy-labels",
      split = ",",
      paramLabel = "KEY=VALUE",
      description =
          "Labels of this gateway, which the selectors of Gateways look for (default:"
              + " app=istio-ingress,istio=ingressgateway).")
  private Map<String, String> labels = Map.of();

  @Option(
      names = "--proxy-namespace",
      paramLabel = "NAME",
      defaultValue = "istio-ingress",
      description = "Namespace of this gateway (default: ${DEFAULT-VALUE}).")
  private String namespace;

  @Option(
      names = "--proxy-locality",
      paramLabel = "REGION/ZONE",
      description = "Where this gateway runs; else its Pod and Node say so.")
  private @Nullable String locality;

  @Option(
      names = "--compat",
      paramLabel = "istio",
      description = "Do exactly what istiod does, without any of Limpet's fixes.")
  private @Nullable String compat;

  @Option(
      names = "--istio-version",
      paramLabel = "1.N",
      defaultValue = "1.32",
      description = "The Istio release whose defaults are meant (default: ${DEFAULT-VALUE}).")
  private String istioVersion;

  @Option(
      names = "--fix",
      paramLabel = "NAME=off",
      description = "Switch one of Limpet's fixes off; repeat for more.")
  private Map<String, String> fixes = Map.of();

  @Option(
      names = "--access-log",
      paramLabel = "FILE",
      defaultValue = "",
      description = {
        "Log each request there in Istio's format, as meshConfig.accessLogFile says;",
        "/dev/stdout too (default: no log)."
      })
  private String accessLog;

  @Option(
      names = "--mesh-config",
      paramLabel = "FILE",
      description = {
        "Istio's mesh settings (YAML, as under `mesh` in its ConfigMap); the ConfigMap `istio` of",
        "istio-system does not count then."
      })
  private @Nullable Path meshConfig;

  @Option(
      names = "--set",
      paramLabel = "PILOT_X=VALUE",
      description = "One of istiod's switches, as in its environment; repeat for more.")
  private Map<String, String> features = Map.of();

  @Option(
      names = "--ignore-policy",
      paramLabel = "[NAMESPACE/]NAME",
      description = {
        "An AuthorizationPolicy or RequestAuthentication that cannot be carried out closes what it",
        "guards: this one closes nothing; repeat for more."
      })
  private List<String> ignoredPolicies = List.of();

  GatewayProxy proxy() {
    return new GatewayProxy(
        namespace,
        labels.isEmpty() ? GatewayProxy.DEFAULT.labels() : labels,
        locality == null ? null : Locality.parse(locality));
  }

  /// `ports` maps the ports of Gateways' servers to those listened on.
  MeshOptions options(Map<Integer, List<Integer>> ports) {
    MeshOptions options =
        behaviour().withPorts(new LinkedHashMap<>(ports)).withAccessLog(accessLog);
    try {
      options = options.withVersion(IstioVersion.parse(istioVersion));
    } catch (IllegalArgumentException wrong) {
      throw usage("--istio-version: " + wrong.getMessage());
    }
    for (Map.Entry<String, String> fix : fixes.entrySet()) {
      Fix named =
          Fix.named(fix.getKey())
              .orElseThrow(() -> usage("--fix " + fix.getKey() + ": no such fix; " + names()));
      if (!fix.getValue().equals("off")) {
        throw usage("--fix " + fix.getKey() + ": say " + fix.getKey() + "=off");
      }
      options = options.without(named);
    }
    return options
        .withFeatures(features())
        .withMeshConfig(meshConfig())
        .withIgnoredPolicies(Set.copyOf(ignoredPolicies));
  }

  private Features features() {
    Features set = Features.NONE;
    for (Map.Entry<String, String> feature : features.entrySet()) {
      try {
        set = set.with(feature.getKey(), feature.getValue());
      } catch (IllegalArgumentException wrong) {
        throw usage("--set " + wrong.getMessage());
      }
    }
    return set;
  }

  private @Nullable MeshConfig meshConfig() {
    return meshConfig == null ? null : meshConfig(meshConfig);
  }

  private MeshConfig meshConfig(Path file) {
    try {
      MeshSettings settings = MeshSettings.read(Files.readString(file), file.toString());
      settings.problems().forEach(command.commandLine().getErr()::println);
      return settings.mesh();
    } catch (IOException unreadable) {
      throw usage("--mesh-config " + file + ": cannot be read; name a file of YAML");
    }
  }

  private MeshOptions behaviour() {
    if (compat == null) {
      return MeshOptions.DEFAULT;
    }
    if (!compat.equals("istio")) {
      throw usage("--compat " + compat + ": the only word is istio");
    }
    return MeshOptions.ISTIO;
  }

  private static String names() {
    StringBuilder names = new StringBuilder("there are");
    for (Fix fix : Fix.values()) {
      names.append(' ').append(fix.text());
    }
    return names.toString();
  }

  private ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
