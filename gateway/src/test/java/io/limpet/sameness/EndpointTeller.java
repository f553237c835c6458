package io.limpet.sameness;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// What an endpoint does with one request after the other, and how it tells of them.
final class EndpointTeller {
  private static final int HOLD_SECONDS = 20;

  private final Endpoints all;
  private final String name;
  private final String connection;

  /// The request under way, as its answer tells it.
  private String told = "";

  /// `connection` are lines about it, such as what was agreed on in TLS.
  EndpointTeller(Endpoints all, String name, String connection) {
    this.connection = connection;
    this.all = all;
    this.name = name;
  }

  void begin(HttpWire.Message request) {
    told = told(request);
  }

  /// What its `x-do` asks of this attempt.
  String action(HttpWire.Message request) {
    List<String> actions =
        request.headers("x-do").stream().flatMap(each -> Stream.of(each.split(", *", -1))).toList();
    all.note(name, told);
    int attempt = all.nextAttempt();
    String action = actions.isEmpty() ? "200" : actions.get(Math.min(attempt, actions.size() - 1));
    if (action.startsWith("@")) {
      int colon = action.indexOf(':');
      action = action.substring(1, colon).equals(name) ? action.substring(colon + 1) : "200";
    }
    return action;
  }

  void hold() {
    try {
      boolean released = all.held().await(HOLD_SECONDS, TimeUnit.SECONDS);
      if (!released) {
        throw new IllegalStateException("held for ever");
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  /// An endpoint that takes its time: nothing else tells when that is over.
  void pause(int millis) {
    try {
      new java.util.concurrent.CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  String normal(String status, HttpWire.Message request) {
    List<String> bodies = request.headers("x-answer-body");
    String body = bodies.isEmpty() ? told : bodies.getFirst();
    StringBuilder text = new StringBuilder("HTTP/1.1 ").append(status).append(" Told\r\n");
    request.headers("x-answer").forEach(line -> text.append(line).append("\r\n"));
    text.append("x-endpoint: ").append(name).append("\r\n");
    if (status.equals("204") || status.equals("304")) {
      return text.append("\r\n").toString();
    }
    text.append("content-length: ").append(body.length()).append("\r\n\r\n");
    return request.first().startsWith("HEAD ") ? text.toString() : text.append(body).toString();
  }

  /// The request as it came, headers in the order of their names. What is left of its time is told
  /// of a first attempt only: of another it depends on how long the wait before it was.
  private String told(HttpWire.Message request) {
    StringBuilder text = new StringBuilder(request.first()).append('\n');
    boolean again = all.isAgain(name, request.header("x-request-id"));
    request.sortedLines().stream()
        .map(line -> again ? Answer.withoutBudget(line) : line)
        .forEach(line -> text.append(line).append('\n'));
    text.append(connection).append('\n').append(request.body());
    request.trailers().forEach(line -> text.append("\ntrailer ").append(line));
    return text.toString();
  }
}
