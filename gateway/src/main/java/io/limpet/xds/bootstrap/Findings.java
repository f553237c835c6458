package io.limpet.xds.bootstrap;

import io.limpet.model.Origin;
import io.limpet.model.Problem;
import io.limpet.model.Problem.Severity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What was found wrong in a text while it was read, and in which line each field of it stands.
final class Findings {
  private final String source;
  private final Map<String, Integer> lines = new HashMap<>();
  private final List<Problem> problems = new ArrayList<>();

  Findings(String source) {
    this.source = source;
  }

  String source() {
    return source;
  }

  void stands(String path, int line) {
    lines.putIfAbsent(path, line);
  }

  void error(String path, String code, String text) {
    error(line(path), path, code, text);
  }

  void error(int line, String path, String code, String text) {
    problems.add(new Problem(Severity.ERROR, new Origin(source, line), "", path, code, text));
  }

  /// The line of a field, or of the nearest around it that is written.
  int line(String path) {
    String at = path;
    while (!lines.containsKey(at) && !at.isEmpty()) {
      int end = Math.max(at.lastIndexOf('.'), at.lastIndexOf('['));
      at = end < 0 ? "" : at.substring(0, end);
    }
    return lines.getOrDefault(at, 0);
  }

  List<Problem> problems() {
    return List.copyOf(problems);
  }
}
