package io.limpet.xds.reading;

import io.limpet.model.Origin;
import io.limpet.model.Problem;
import io.limpet.model.Problem.Severity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What was found wrong in a text while it was read, and in which line each field of it stands.
public final class Findings {
  private final String source;
  private final String resource;
  private final Map<String, Integer> lines = new HashMap<>();
  private final List<Problem> problems = new ArrayList<>();

  public Findings(String source) {
    this(source, "");
  }

  /// `resource` is what problems say they are of.
  public Findings(String source, String resource) {
    this.source = source;
    this.resource = resource;
  }

  public String source() {
    return source;
  }

  void stands(String path, int line) {
    lines.putIfAbsent(path, line);
  }

  void error(String path, String code, String text) {
    error(line(path), path, code, text);
  }

  public void error(int line, String path, String code, String text) {
    problems.add(new Problem(Severity.ERROR, new Origin(source, line), resource, path, code, text));
  }

  /// The line of a field, or of the nearest around it that is written.
  public int line(String path) {
    String at = path;
    while (!lines.containsKey(at) && !at.isEmpty()) {
      int end = Math.max(at.lastIndexOf('.'), at.lastIndexOf('['));
      at = end < 0 ? "" : at.substring(0, end);
    }
    return lines.getOrDefault(at, 0);
  }

  public List<Problem> problems() {
    return List.copyOf(problems);
  }
}
