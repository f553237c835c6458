package io.limpet.mesh.gatewayapi;

import io.limpet.model.Problem;
import io.limpet.model.Problem.Severity;
import io.limpet.model.Resource;
import java.util.List;

/// Where the problems of one resource are noted, each under the reason that its status would give.
record Refusals(Resource resource, List<Problem> problems) {
  void error(String field, String reason, String message) {
    add(Severity.ERROR, field, reason, message);
  }

  void warning(String field, String reason, String message) {
    add(Severity.WARNING, field, reason, message);
  }

  private void add(Severity severity, String field, String reason, String message) {
    problems.add(
        new Problem(severity, resource.origin(), resource.id().toString(), field, reason, message));
  }
}
