package io.limpet.desync;

import io.limpet.sameness.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// One payload, and what it may lead to.
///
/// A client sends `send`, and `then` once the first answer is there; over HTTP/2 it sends `fields`,
/// `data` and `trailers` instead. The endpoint answers the first request with `reply`, where there
/// is one: as soon as the head is there if `early`, closing behind it if `ends`, and with `late`
/// behind an answer that is long complete. `both` is what is seen, or `envoy` and `limpet` where
/// they differ. `given_up` is a request that is refused when all that HTTP/1.1 needs of it may have
/// gone on: it is left to chance whether the endpoint has read it before its connection is closed.
record Row(
    String rule,
    Request request,
    Reply reply,
    Seen envoy,
    Seen limpet,
    boolean differs,
    String givenUp) {

  /// What a client sends; `fields` are empty in HTTP/1.
  record Request(
      String send, String then, List<String> fields, String data, List<String> trailers) {
    boolean http2() {
      return !fields.isEmpty();
    }

    boolean toHead() {
      return send.startsWith("HEAD ");
    }
  }

  /// What the endpoint sends; empty for the usual answer, which tells the request line.
  record Reply(String bytes, boolean early, boolean ends, String late) {
    static final Reply USUAL = new Reply("", false, false, "");
  }

  /// `client`: the statuses that come, `reset CODE`, and `end` where the connection is ended.
  /// `endpoint`: the requests that it reads, one after the other, or `nothing`.
  record Seen(String client, String endpoint) {
    private static Seen of(Map<String, Object> fields) {
      return new Seen(Tree.text(fields, "client", ""), Tree.text(fields, "endpoint", "nothing"));
    }

    boolean ends() {
      return client.endsWith("end");
    }

    /// How many answers there are; no end of them where that is not said.
    int answers() {
      List<String> all = List.of(client.split(", ", -1));
      int answers = all.size() - (ends() || client.equals("nothing") ? 1 : 0);
      return client.isEmpty() ? Integer.MAX_VALUE : answers;
    }
  }

  static List<Row> all(String text) {
    List<Row> rows = new ArrayList<>();
    for (Object each : Tree.list(Tree.read(text).get("rows"))) {
      rows.add(of(Tree.map(each)));
    }
    return List.copyOf(rows);
  }

  private static Row of(Map<String, Object> row) {
    Request request =
        new Request(
            Tree.text(row, "send", ""),
            Tree.text(row, "then", ""),
            Tree.texts(row.get("fields")),
            Tree.text(row, "data", ""),
            Tree.texts(row.get("trailers")));
    Reply reply =
        new Reply(
            Tree.text(row, "reply", ""),
            Tree.truth(row, "early"),
            Tree.truth(row, "ends"),
            Tree.text(row, "late", ""));
    boolean differs = row.containsKey("envoy");
    return new Row(
        Tree.text(row, "rule", ""),
        request,
        reply,
        Seen.of(Tree.map(row.get(differs ? "envoy" : "both"))),
        Seen.of(Tree.map(row.get(differs ? "limpet" : "both"))),
        differs,
        Tree.text(row, "given_up", ""));
  }
}
