package io.limpet.analysis;

import io.limpet.model.Problem;
import io.limpet.model.Problem.Severity;
import io.limpet.model.Resource;
import java.util.List;

/// Where the problems of one resource are noted.
record Findings(Resource resource, List<Problem> problems) {
  /// It is left out, or does not work.
  void error(String field, String code, String message) {
    add(Severity.ERROR, field, code, message);
  }

  /// It is served, but hardly as meant.
  void warning(String field, String code, String message) {
    add(Severity.WARNING, field, code, message);
  }

  private void add(Severity severity, String field, String code, String message) {
    problems.add(
        new Problem(severity, resource.origin(), resource.id().toString(), field, code, message));
  }
}
