package io.limpet.mesh.building.gatewayapi;

import io.limpet.model.Problem;
import io.limpet.model.Problem.Severity;
import io.limpet.model.Resource;
import java.util.List;

/// Where the problems of one resource are noted, each under the reason that its status would give,
/// or under a word of our own in small letters.
record Refusals(Resource resource, List<Problem> problems) {
  void error(String field, String reason, String message) {
    add(Severity.ERROR, field, reason, message);
  }

  void warning(String field, String reason, String message) {
    add(Severity.WARNING, field, reason, message);
  }

  private void add(Severity severity, String field, String reason, String message) {
    String text = Character.isUpperCase(reason.charAt(0)) ? message + " (" + reason + ")" : message;
    problems.add(
        new Problem(severity, resource.origin(), resource.id().toString(), field, reason, text));
  }
}
