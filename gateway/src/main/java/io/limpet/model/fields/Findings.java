package io.limpet.model.fields;

import io.limpet.model.Origin;
import io.limpet.model.Problem;
import io.limpet.model.Problem.Severity;
import java.util.ArrayList;
import java.util.List;

/// The problems of one document, in the order found.
public final class Findings {
  private final String source;
  private final List<Problem> problems = new ArrayList<>();
  private String resource = "";

  public Findings(String source) {
    this.source = source;
  }

  /// What the document is called from now on.
  public void about(String name) {
    resource = name;
  }

  public void error(int line, String field, String code, String message) {
    add(Severity.ERROR, line, field, code, message);
  }

  public void warning(int line, String field, String code, String message) {
    add(Severity.WARNING, line, field, code, message);
  }

  public List<Problem> problems() {
    return List.copyOf(problems);
  }

  int count() {
    return problems.size();
  }

  /// Says of the errors since `mark` what they lead to.
  void conclude(int mark, String consequence) {
    for (int i = mark; i < problems.size(); i++) {
      Problem problem = problems.get(i);
      if (problem.severity() == Severity.ERROR && !problem.message().endsWith(" left out")) {
        problems.set(i, problem.with(consequence));
      }
    }
  }

  private void add(Severity severity, int line, String field, String code, String message) {
    problems.add(new Problem(severity, new Origin(source, line), resource, field, code, message));
  }
}
