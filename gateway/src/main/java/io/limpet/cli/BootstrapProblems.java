package io.limpet.cli;

import io.limpet.model.Problem;
import io.limpet.model.Problem.Severity;
import io.limpet.proxy.plan.reading.PlanBuilder;
import io.limpet.proxy.plan.reading.fields.PlanProblem;
import io.limpet.proxy.plan.reading.fields.PlanProblem.Weight;
import io.limpet.xds.bootstrap.BootstrapFields;
import io.limpet.xds.bootstrap.BootstrapFile;
import io.limpet.xds.bootstrap.StaticResources;
import java.util.ArrayList;
import java.util.List;

/// All that is wrong with a bootstrap, or not carried out of it.
final class BootstrapProblems {
  private BootstrapProblems() {}

  /// What the file says wrong; if nothing, what the proxy does not carry out of it. `lenient`: that
  /// is told as warnings. What comes from elsewhere, such as secrets, may come later.
  static List<Problem> of(BootstrapFile file, boolean lenient) {
    List<Problem> problems = new ArrayList<>();
    file.problems().forEach(each -> problems.add(weighed(each, lenient)));
    if (problems.stream().noneMatch(each -> each.severity() == Severity.ERROR)) {
      BootstrapPlaces places = new BootstrapPlaces(file, lenient);
      List<PlanProblem> overload = new ArrayList<>();
      var _ = GatewayServing.overload(file.bootstrap(), overload);
      overload.forEach(each -> problems.add(places.problem(each, lenient)));
      new PlanBuilder(GatewayServing.runtime(file.bootstrap()))
          .build(StaticResources.of(file.bootstrap())).problems().stream()
              .filter(each -> each.weight() != Weight.AWAITED)
              .filter(each -> !GatewayServing.isControlPlane(file.bootstrap(), each))
              .map(each -> places.problem(each, lenient))
              .forEach(problems::add);
    }
    return problems;
  }

  private static Problem weighed(Problem problem, boolean lenient) {
    return lenient && BootstrapFields.isMild(problem)
        ? new Problem(
            Severity.WARNING,
            problem.origin(),
            problem.resource(),
            problem.field(),
            problem.code(),
            problem.message())
        : problem;
  }
}
