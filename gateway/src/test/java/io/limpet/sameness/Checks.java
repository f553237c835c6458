package io.limpet.sameness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/// Holds what the two proxies did against each other, and against what a table expects.
final class Checks {
  /// What both must agree in: the name that a table may give, and how it is told of an answer.
  private static final Map<String, Function<Answer, Object>> ASPECTS = aspects();

  private static final List<String> LOG_ASPECTS = List.of("flags", "details", "upstream", "log");

  private final Endpoints endpoints;

  Checks(Endpoints endpoints) {
    this.endpoints = endpoints;
  }

  private static Map<String, Function<Answer, Object>> aspects() {
    Map<String, Function<Answer, Object>> aspects = new LinkedHashMap<>();
    aspects.put("status", Answer::first);
    aspects.put("endpoint", Answer::endpoint);
    aspects.put("headers", Answer::headers);
    aspects.put("body", Answer::body);
    aspects.put("interims", Answer::interims);
    aspects.put("trailers", Answer::trailers);
    aspects.put("cut", Answer::cut);
    aspects.put("closed", Answer::closed);
    aspects.put("tls", Answer::tls);
    return aspects;
  }

  /// Both did the same.
  void same(Case row, Gateway.Outcome envoy, Gateway.Outcome limpet) {
    switch (row.compare()) {
      case "sequence" -> inOrder(row, envoy, limpet);
      case "rotation" -> assertRotation(endpointsOf(envoy), endpointsOf(limpet));
      case "spread" -> assertSpread(endpointsOf(envoy), endpointsOf(limpet));
      default -> throw new IllegalArgumentException("compare: " + row.compare());
    }
  }

  private void inOrder(Case row, Gateway.Outcome envoy, Gateway.Outcome limpet) {
    for (int step = 0; step < row.steps().size(); step++) {
      List<Answer> theirs = envoy.answers().get(step);
      List<Answer> ours = limpet.answers().get(step);
      for (Map.Entry<String, Function<Answer, Object>> aspect : ASPECTS.entrySet()) {
        if (counts(row, aspect.getKey())) {
          assertThat(ours.stream().map(aspect.getValue()).toList())
              .as("step %d: %s as Envoy's", step, aspect.getKey())
              .isEqualTo(theirs.stream().map(aspect.getValue()).toList());
        }
      }
      if (LOG_ASPECTS.stream().anyMatch(each -> counts(row, each))) {
        assertThat(logged(row, limpet.logs().get(step)))
            .as("step %d: the access log as Envoy's", step)
            .isEqualTo(logged(row, envoy.logs().get(step)));
      }
    }
    assertThat(limpet.mirrored()).as("mirrored as Envoy's").isEqualTo(envoy.mirrored());
    if (counts(row, "attempts")) {
      assertThat(limpet.attempts()).as("attempts as Envoy's").isEqualTo(envoy.attempts());
    }
  }

  private static boolean counts(Case row, String aspect) {
    return row.equal().isEmpty() || row.equal().contains(aspect);
  }

  /// Requests that were held end in any order.
  private List<String> logged(Case row, List<LogLine> lines) {
    return lines.stream()
        .map(
            line ->
                row.equal().isEmpty() || row.equal().contains("log")
                    ? line.toString()
                    : line.flags() + " " + line.details())
        .sorted()
        .toList();
  }

  private static List<String> endpointsOf(Gateway.Outcome outcome) {
    return outcome.answers().stream()
        .flatMap(List::stream)
        .map(answer -> answer.status() + " " + answer.endpoint())
        .toList();
  }

  private static void assertRotation(List<String> theirs, List<String> ours) {
    List<String> turned = new ArrayList<>(ours);
    for (int i = 0; i < ours.size(); i++) {
      turned.add(turned.removeFirst());
      if (turned.equals(theirs)) {
        return;
      }
    }
    assertThat(ours).as("up to rotation").isEqualTo(theirs);
  }

  /// A chi-square test of two samples: that they come from one distribution is given up only where
  /// that is less likely than one in a thousand.
  private static void assertSpread(List<String> theirs, List<String> ours) {
    Map<String, long[]> counts = new TreeMap<>();
    theirs.forEach(each -> counts.computeIfAbsent(each, _ -> new long[2])[0]++);
    ours.forEach(each -> counts.computeIfAbsent(each, _ -> new long[2])[1]++);
    double probability = ChiSquare.sameDistribution(List.copyOf(counts.values()));
    assertThat(probability)
        .as("probability of so different counts %s", told(counts))
        .isGreaterThan(0.001);
  }

  private static Map<String, String> told(Map<String, long[]> counts) {
    Map<String, String> told = new TreeMap<>();
    counts.forEach((name, count) -> told.put(name, count[0] + ":" + count[1]));
    return told;
  }

  /// A proxy did what the table expects of it.
  void expected(Case row, String proxy, Gateway.Outcome outcome) {
    for (int step = 0; step < row.steps().size(); step++) {
      Map<String, Object> expect = row.steps().get(step).expectationOf(proxy);
      String where = "%s, step %d: ".formatted(proxy, step);
      for (Map.Entry<String, Object> each : expect.entrySet()) {
        one(where, each, outcome, step);
      }
    }
  }

  private void one(
      String where, Map.Entry<String, Object> expected, Gateway.Outcome outcome, int step) {
    List<Answer> answers = outcome.answers().get(step);
    List<LogLine> logs = outcome.logs().get(step);
    Answer last = answers.getLast();
    Object value = expected.getValue();
    String as = where + expected.getKey();
    switch (expected.getKey()) {
      case "status" -> assertThat(answers).as(as).allSatisfy(a -> equal(as, a.status(), value));
      case "statuses" -> equal(as, answers.stream().map(Answer::status).toList(), value);
      case "first" -> equal(as, last.first(), value);
      case "endpoint" -> assertThat(answers).as(as).allSatisfy(a -> equal(as, a.endpoint(), value));
      case "endpoints" -> equal(as, answers.stream().map(Answer::endpoint).toList(), value);
      case "body" -> equal(as, last.body(), value);
      case "headers" -> headers(as, Tree.map(value), last::header);
      case "interims" -> equal(as, last.interims().size(), value);
      case "trailers" -> equal(as, last.trailers(), value);
      case "cut" -> equal(as, last.cut(), value);
      case "closed" -> equal(as, last.closed(), value);
      case "tls" -> assertThat(last.tls()).as(as).contains(Tree.texts(value));
      case "upstream" -> upstream(as, Tree.map(value), last);
      case "flags" -> assertThat(logs).as(as).allSatisfy(l -> equal(as, l.flags(), value));
      case "details" -> assertThat(logs).as(as).allSatisfy(l -> equal(as, l.details(), value));
      case "logged" -> equal(as, logs.stream().map(LogLine::code).sorted().toList(), value);
      case "host" ->
          assertThat(logs).as(as).allSatisfy(l -> equal(as, endpoints.name(l.upstream()), value));
      case "attempts" -> equal(as, outcome.attempts(), value);
      case "mirrors" -> equal(as, outcome.mirrored().size(), value);
      case "mirror" -> assertThat(outcome.mirrored()).as(as).allSatisfy(m -> has(as, m, value));
      default -> throw new IllegalArgumentException("expect: " + expected.getKey());
    }
  }

  /// Each of these lines is there.
  private static void has(String as, String told, Object lines) {
    assertThat(told.lines()).as(as).containsAll(Tree.texts(lines));
  }

  private static void upstream(String as, Map<String, Object> expected, Answer answer) {
    for (Map.Entry<String, Object> each : expected.entrySet()) {
      switch (each.getKey()) {
        case "path" -> equal(as, answer.upstreamFirst().split(" ", 3)[1], each.getValue());
        case "method" -> equal(as, answer.upstreamFirst().split(" ", 3)[0], each.getValue());
        case "body" -> equal(as, answer.upstreamBody(), each.getValue());
        case "headers" -> headers(as, Tree.map(each.getValue()), answer::upstreamHeader);
        default -> throw new IllegalArgumentException("expect: upstream: " + each.getKey());
      }
    }
  }

  private static void headers(
      String as, Map<String, Object> expected, Function<String, List<String>> actual) {
    for (Map.Entry<String, Object> each : expected.entrySet()) {
      Object value = each.getValue();
      List<String> wanted = value.equals(Tree.NULL) ? List.of() : Tree.texts(told(value));
      assertThat(actual.apply(each.getKey())).as("%s %s", as, each.getKey()).isEqualTo(wanted);
    }
  }

  private static Object told(Object value) {
    return value instanceof List ? value : String.valueOf(value);
  }

  private static void equal(String as, Object actual, Object expected) {
    assertThat(String.valueOf(actual)).as(as).isEqualTo(String.valueOf(expected));
  }
}
