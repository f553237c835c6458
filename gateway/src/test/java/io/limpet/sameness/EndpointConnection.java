package io.limpet.sameness;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.Socket;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// One connection to an endpoint, which does as the request's `x-do` says: an action for each
/// attempt, the last one for all that follow.
final class EndpointConnection {
  private static final int HOLD_SECONDS = 20;

  private final Endpoints all;
  private final String name;
  private final Socket socket;
  private final HttpWire wire;

  /// The request under way, as its answer tells it.
  private String told = "";

  EndpointConnection(Endpoints all, String name, Socket socket) throws IOException {
    this.all = all;
    this.name = name;
    this.socket = socket;
    this.wire = new HttpWire(socket);
  }

  void serve() throws IOException {
    for (HttpWire.Message request = wire.request(); request != null; request = wire.request()) {
      // One that was given up on the way is no attempt: when its end is seen is left to chance.
      if (request.cut() || !answer(request)) {
        return;
      }
    }
  }

  /// False if the connection is over.
  private boolean answer(HttpWire.Message request) throws IOException {
    told = told(request);
    if (request.first().contains(" /health")) {
      return health(request);
    }
    List<String> actions =
        request.headers("x-do").stream().flatMap(each -> Stream.of(each.split(", *", -1))).toList();
    all.note(name, told);
    int attempt = all.nextAttempt();
    String action = actions.isEmpty() ? "200" : actions.get(Math.min(attempt, actions.size() - 1));
    if (action.startsWith("@")) {
      int colon = action.indexOf(':');
      action = action.substring(1, colon).equals(name) ? action.substring(colon + 1) : "200";
    }
    int colon = action.indexOf(':');
    String word = colon < 0 ? action : action.substring(0, colon);
    return act(word, colon < 0 ? "" : action.substring(colon + 1), request);
  }

  /// A health check is no attempt of a client's, and gets what the case says of the endpoint.
  private boolean health(HttpWire.Message request) throws IOException {
    String action = all.checkAction(name);
    if (action.startsWith("degraded")) {
      wire.send("HTTP/1.1 200 OK\r\nx-envoy-degraded: 1\r\ncontent-length: 0\r\n\r\n");
      return true;
    }
    if (action.startsWith("excluded")) {
      wire.send(
          "HTTP/1.1 503 No\r\nx-envoy-immediate-health-check-fail: 1\r\n"
              + "content-length: 0\r\n\r\n");
      return true;
    }
    return act(action, "", request);
  }

  private boolean act(String word, String argument, HttpWire.Message request) throws IOException {
    switch (word) {
      case "reset" -> {
        socket.setSoLinger(true, 0);
        return false;
      }
      case "close" -> {
        return false;
      }
      case "hang" -> {
        return wire.discard();
      }
      case "hold" -> {
        hold();
        wire.send(normal("200", request));
      }
      case "delay" -> {
        pause(Integer.parseInt(argument));
        wire.send(normal("200", request));
      }
      case "cut" -> {
        wire.send("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n0123456789");
        return false;
      }
      case "garbage" -> wire.send("this is no HTTP\r\n\r\n");
      case "raw", "raw-close" -> {
        wire.send(new String(Base64.getDecoder().decode(argument), ISO_8859_1));
        return word.equals("raw");
      }
      default -> wire.send(normal(word, request));
    }
    return true;
  }

  private void hold() {
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
  private void pause(int millis) {
    try {
      new java.util.concurrent.CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private String normal(String status, HttpWire.Message request) {
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
    text.append('\n').append(request.body());
    request.trailers().forEach(line -> text.append("\ntrailer ").append(line));
    return text.toString();
  }
}
