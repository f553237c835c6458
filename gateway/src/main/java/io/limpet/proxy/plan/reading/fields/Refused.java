package io.limpet.proxy.plan.reading.fields;

/// Ends the reading of one resource that cannot be carried out; who builds the plan makes of it a
/// problem, and the other resources go on.
public final class Refused extends RuntimeException {
  private final transient PlanProblem problem;

  Refused(PlanProblem problem) {
    super(problem.toString());
    this.problem = problem;
  }

  public PlanProblem problem() {
    return problem;
  }

  /// Whether what was accepted last goes on.
  public boolean keepsLast() {
    return problem.weight() == PlanProblem.Weight.REFUSED;
  }
}
