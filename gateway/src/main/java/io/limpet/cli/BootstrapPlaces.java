package io.limpet.cli;

import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap.StaticResources;
import io.limpet.model.Origin;
import io.limpet.model.Problem;
import io.limpet.model.Problem.Severity;
import io.limpet.proxy.plan.reading.fields.PlanProblem;
import io.limpet.xds.bootstrap.BootstrapFields;
import io.limpet.xds.bootstrap.BootstrapFile;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where in a bootstrap a resource stands about which the plan says something.
final class BootstrapPlaces {
  /// The bootstrap itself, as problems name it.
  private static final String WHOLE = "Bootstrap ";

  private final @Nullable BootstrapFile file;
  private final boolean lenient;
  private final Map<String, String> paths = new HashMap<>();

  /// Without a file all resources are a control plane's. `lenient`: one goes on without what nobody
  /// here knows.
  BootstrapPlaces(@Nullable BootstrapFile file, boolean lenient) {
    this.file = file;
    this.lenient = lenient;
    if (file == null) {
      return;
    }
    paths.put(WHOLE, "");
    StaticResources resources = file.bootstrap().getStaticResources();
    for (int i = 0; i < resources.getClustersCount(); i++) {
      String path = "static_resources.clusters[" + i + "]";
      String name = resources.getClusters(i).getName();
      paths.putIfAbsent("Cluster " + name, path);
      paths.putIfAbsent("ClusterLoadAssignment " + name, path + ".load_assignment");
    }
    for (int i = 0; i < resources.getListenersCount(); i++) {
      String name = io.limpet.xds.bootstrap.StaticResources.name(resources.getListeners(i), i);
      paths.putIfAbsent("Listener " + name, "static_resources.listeners[" + i + "]");
    }
  }

  /// Whether a control plane is told that its resource was not taken.
  boolean isRefused(PlanProblem problem) {
    return switch (problem.weight()) {
      case IGNORED, WITHHELD, AWAITED -> false;
      case UNKNOWN -> !lenient && !isWritten(problem);
      case REFUSED -> true;
    };
  }

  /// `mild`: what is not carried out is told as a warning.
  Problem problem(PlanProblem problem, boolean mild) {
    boolean mistake =
        switch (problem.weight()) {
          case IGNORED, UNKNOWN, WITHHELD, AWAITED -> false;
          case REFUSED -> true;
        };
    Severity severity = mistake || !mild ? Severity.ERROR : Severity.WARNING;
    String code = mistake ? "refused" : BootstrapFields.NOT_CARRIED_OUT;
    @Nullable String path = paths.get(problem.kind() + " " + problem.name());
    if (file == null || path == null) {
      return new Problem(
          severity,
          new Origin("ads", 0),
          problem.kind() + " " + problem.name(),
          problem.field(),
          code,
          problem.text());
    }
    String dot = path.isEmpty() || problem.field().isEmpty() ? "" : ".";
    String field = path + dot + problem.field();
    return file.problem(severity, field, code, problem.text());
  }

  /// Whether the resource stands in the file.
  boolean isWritten(PlanProblem problem) {
    return paths.containsKey(problem.kind() + " " + problem.name());
  }
}
