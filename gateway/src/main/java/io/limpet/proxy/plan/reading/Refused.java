package io.limpet.proxy.plan.reading;

/// Ends the reading of one resource that cannot be carried out; [PlanBuilder] turns it into a
/// problem, and the other resources go on.
final class Refused extends RuntimeException {
  private final transient PlanProblem problem;

  Refused(PlanProblem problem) {
    super(problem.toString());
    this.problem = problem;
  }

  PlanProblem problem() {
    return problem;
  }

  /// Whether what was accepted last goes on.
  boolean keepsLast() {
    return problem.weight() == PlanProblem.Weight.REFUSED;
  }
}
