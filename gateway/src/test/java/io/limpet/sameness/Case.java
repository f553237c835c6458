package io.limpet.sameness;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A row of a table: the rule that it shows, and the requests that show it.
///
/// `differs`: a deliberate difference, where each proxy is held against its own expectation and not
/// against the other. `equal` are the aspects in which both must agree (all, if it is empty).
/// `mirrored` is how many requests come to the endpoints x, y and z, which nobody waits for.
record Case(
    String rule,
    List<Step> steps,
    boolean differs,
    List<String> equal,
    String compare,
    int mirrored) {
  Case {
    steps = List.copyOf(steps);
    equal = List.copyOf(equal);
  }

  static Case of(Map<String, Object> row) {
    List<Step> steps = new ArrayList<>();
    if (row.get("steps") == null) {
      steps.add(Step.of(row));
    } else {
      Tree.list(row.get("steps")).forEach(each -> steps.add(Step.of(Tree.map(each))));
    }
    boolean differs = steps.stream().anyMatch(step -> !step.differs().isEmpty());
    return new Case(
        Tree.text(row, "rule", ""),
        steps,
        differs,
        Tree.texts(row.get("equal")),
        Tree.text(row, "compare", "sequence"),
        Tree.whole(row, "mirrored", 0));
  }

  /// One request, or several alike. `raw` are bytes instead of a request. `answers` is how many
  /// answers raw bytes get. `http`: the version that the connection speaks (`http2: true`,
  /// `http3: true`). `logs` is how many lines the access log gets.
  record Step(
      String send,
      @Nullable String raw,
      List<String> headers,
      @Nullable String body,
      List<String> chunks,
      boolean fresh,
      int http,
      int repeat,
      int held,
      int answers,
      int logs,
      Dial dial,
      Before before,
      Map<String, Object> expect,
      Map<String, Object> differs,
      Map<String, String> save) {

    static Step of(Map<String, Object> row) {
      int repeat = Tree.whole(row, "repeat", 1);
      int held = Tree.whole(row, "held", 0);
      int answers = Tree.whole(row, "answers", 1);
      Map<String, String> save = new LinkedHashMap<>();
      Tree.map(row.get("save")).forEach((key, value) -> save.put(key, String.valueOf(value)));
      return new Step(
          Tree.text(row, "send", ""),
          row.get("raw") == null ? null : String.valueOf(row.get("raw")),
          Tree.texts(row.get("headers")),
          row.get("body") == null ? null : String.valueOf(row.get("body")),
          Tree.texts(row.get("chunks")),
          Tree.truth(row, "new"),
          Tree.truth(row, "http3") ? 3 : Tree.truth(row, "http2") ? 2 : 1,
          repeat,
          held,
          answers,
          Tree.whole(row, "logs", Math.max(held, 1) * repeat * answers),
          new Dial(
              Tree.text(row, "to", "main"),
              Tree.text(row, "first", ""),
              row.get("tls") == null ? null : tls(row)),
          Before.of(row),
          Tree.map(row.get("expect")),
          Tree.map(row.get("differs")),
          save);
    }

    /// A client that is to be refused waits for that; another would wait in vain.
    private static TlsClient tls(Map<String, Object> row) {
      Map<String, Object> wishes = new LinkedHashMap<>(Tree.map(row.get("tls")));
      String expected = row.get("expect") + " " + row.get("differs");
      if (expected.contains("TLS: ")) {
        wishes.put("refused", true);
      }
      return new TlsClient(wishes);
    }

    /// Whether there is a request at all, or only something to wait for.
    boolean sends() {
      return raw != null || !send.isEmpty();
    }

    /// What a proxy is expected to do, by its name: `envoy` or `limpet`.
    Map<String, Object> expectationOf(String proxy) {
      return differs.isEmpty() ? expect : Tree.map(differs.get(proxy));
    }

    /// The bytes of the request, with what earlier steps saved in the place of `${…}`.
    String text(Map<String, String> saved) {
      String text = raw == null ? request() : raw;
      for (Map.Entry<String, String> each : saved.entrySet()) {
        text = text.replace("${" + each.getKey() + "}", each.getValue());
      }
      return text;
    }

    private String request() {
      StringBuilder text = new StringBuilder(send).append(" HTTP/1.1\r\n");
      if (headers.stream()
          .noneMatch(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("host:"))) {
        text.append("host: example.com\r\n");
      }
      headers.forEach(line -> text.append(line).append("\r\n"));
      if (body != null) {
        text.append("content-length: ").append(body.length()).append("\r\n\r\n").append(body);
      } else if (!chunks.isEmpty()) {
        text.append("transfer-encoding: chunked\r\n\r\n");
        chunks.forEach(
            chunk ->
                text.append(Integer.toHexString(chunk.length()))
                    .append("\r\n")
                    .append(chunk)
                    .append("\r\n"));
        text.append("0\r\n\r\n");
      } else {
        text.append("\r\n");
      }
      return text.toString();
    }

    boolean toHead() {
      return send.startsWith("HEAD ");
    }
  }

  /// How a connection begins: the listener, bytes that come before all others, and the client's
  /// TLS (null for none; a step says `tls: {}` for one without wishes).
  record Dial(String to, String first, @Nullable TlsClient tls) {}

  /// What is done before a request: what endpoints answer to health checks from now on, which
  /// addresses names have, what the admin port is asked to do, and the lines of `/clusters` and
  /// `/stats` that are waited for.
  record Before(
      Map<String, String> checks,
      Map<String, List<String>> names,
      List<String> post,
      List<String> await) {
    static Before of(Map<String, Object> row) {
      Map<String, String> checks = new LinkedHashMap<>();
      Tree.map(row.get("checks"))
          .forEach((endpoint, action) -> checks.put(endpoint, String.valueOf(action)));
      Map<String, List<String>> names = new LinkedHashMap<>();
      Tree.map(row.get("names")).forEach((name, known) -> names.put(name, Tree.texts(known)));
      return new Before(checks, names, Tree.texts(row.get("post")), Tree.texts(row.get("await")));
    }
  }
}
