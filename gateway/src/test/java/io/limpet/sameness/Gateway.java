package io.limpet.sameness;

import io.limpet.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/// One of the two proxies, and the client that asks it.
final class Gateway implements AutoCloseable {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final Duration PENDING = Duration.ofMillis(400);
  private static final Duration STATE_LIMIT = Duration.ofSeconds(8);
  private static final Duration LOG_LIMIT = Duration.ofSeconds(5);
  private static final int CLOSES_WITHIN_MILLIS = 4_000;

  private final String name;
  private final ToIntFunction<String> ports;
  private final AdminPort admin;
  private final Path log;
  private final Runnable stop;
  private int linesSeen;

  /// `ports` tells where a listener of a name is open, `admin` is its admin port;
  /// `stop` ends the proxy.
  Gateway(String name, ToIntFunction<String> ports, AdminPort admin, Path log, Runnable stop) {
    this.name = name;
    this.admin = admin;
    this.ports = ports;
    this.log = log;
    this.stop = stop;
  }

  /// A page of its admin port.
  String admin(String path) {
    return admin.get(path);
  }

  /// Where a listener of this name is open.
  int port(String listener) {
    return ports.applyAsInt(listener);
  }

  /// `envoy` or `limpet`.
  String name() {
    return name;
  }

  /// What a case gave: for each step its answers, and what the access log said of them.
  record Outcome(
      List<List<Answer>> answers, List<List<LogLine>> logs, int attempts, List<String> mirrored) {}

  Outcome run(Case row, Endpoints endpoints) throws IOException {
    endpoints.begin();
    linesSeen = lines().size();
    List<List<Answer>> answers = new ArrayList<>();
    List<List<LogLine>> logs = new ArrayList<>();
    Map<String, String> saved = new HashMap<>();
    List<ClientWire> open = new ArrayList<>();
    try {
      for (Case.Step step : row.steps()) {
        prepare(step.before(), endpoints);
        if (!step.sends()) {
          answers.add(List.of());
          logs.add(List.of());
          continue;
        }
        if (open.isEmpty() || step.fresh()) {
          open.addFirst(connect(step));
        }
        List<Answer> got =
            step.held() > 0 ? held(step, saved, endpoints) : repeated(step, saved, open);
        answers.add(got);
        save(step, got, saved);
        if (step.held() > 0 || step.raw() != null) {
          open.removeFirst().close();
        }
        logs.add(newLines(step.logs()));
      }
    } finally {
      endpoints.release();
      for (ClientWire each : open) {
        each.close();
      }
    }
    Await.until(
        "%d mirrored requests of %s".formatted(row.mirrored(), name),
        LOG_LIMIT,
        () -> endpoints.mirrored().size() >= row.mirrored());
    List<String> mirrored = endpoints.mirrored().stream().map(Answer::masked).toList();
    return new Outcome(answers, logs, endpoints.attempts(), mirrored);
  }

  /// Who answers each of these requests, with the status. One after the other: Envoy closes a
  /// connection on which requests that it answers itself come before their turn.
  List<String> endpoints(List<String> requests) throws IOException {
    List<String> names = new ArrayList<>();
    try (HttpWire wire = new HttpWire(new Socket(LOOPBACK, ports.applyAsInt("main")))) {
      for (String request : requests) {
        wire.send(request);
        HttpWire.Message read = wire.answer(false, new ArrayList<>());
        names.add(read.status() + " " + read.header("x-endpoint"));
      }
    }
    return names;
  }

  private void prepare(Case.Before before, Endpoints endpoints) {
    endpoints.checks(before.checks());
    before.names().forEach(endpoints.dns()::knows);
    before.post().forEach(admin::post);
    if (!before.await().isEmpty()) {
      Await.until(name + " says " + before.await(), STATE_LIMIT, () -> says(before.await()));
    }
  }

  private boolean says(List<String> lines) {
    String state = admin.get("/clusters") + admin.get("/stats");
    return state.lines().toList().containsAll(lines);
  }

  private ClientWire connect(Case.Step step) throws IOException {
    int port = ports.applyAsInt(step.dial().to());
    return switch (step.http()) {
      case 1 -> HttpWire.dial(LOOPBACK, port, step.dial());
      case 2 -> Http2Wire.dial(LOOPBACK, port, step.dial());
      case 3 -> Http3Wire.dial(LOOPBACK, port, step.dial());
      default -> throw new IllegalArgumentException("there is no HTTP/" + step.http());
    };
  }

  /// One after the other on a connection, and on another where that one was closed.
  private List<Answer> repeated(Case.Step step, Map<String, String> saved, List<ClientWire> open)
      throws IOException {
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < step.repeat(); i++) {
      open.getFirst().send(step.text(saved));
      for (int j = 0; j < step.answers(); j++) {
        answers.add(answer(step, open.getFirst(), j == step.answers() - 1));
      }
      if (answers.getLast().header("connection").contains("close") && i + 1 < step.repeat()) {
        open.removeFirst().close();
        open.addFirst(connect(step));
      }
    }
    return answers;
  }

  private Answer answer(Case.Step step, ClientWire wire, boolean last) throws IOException {
    List<String> interims = new ArrayList<>();
    HttpWire.Message read = wire.answer(step.toHead(), interims);
    boolean ends =
        last && step.expectationOf(name).containsKey("closed") && wire.ends(CLOSES_WITHIN_MILLIS);
    return Answer.of(wire, read, interims, ends);
  }

  /// Each on a connection of its own, begun when the one before has reached an endpoint, has been
  /// answered, or is seen to wait in the proxy.
  private List<Answer> held(Case.Step step, Map<String, String> saved, Endpoints endpoints)
      throws IOException {
    List<ClientWire> wires = new ArrayList<>();
    List<Optional<Answer>> early = new ArrayList<>();
    String text = step.text(saved);
    String holding =
        text.contains("x-do:") ? text : text.replaceFirst("\r\n", "\r\nx-do: hold\r\n");
    for (int i = 0; i < step.held(); i++) {
      ClientWire wire = connect(step);
      wires.add(wire);
      int before = endpoints.attempts();
      wire.send(holding);
      long deadline = System.nanoTime() + PENDING.toNanos();
      boolean answered = false;
      while (!answered && endpoints.attempts() == before && System.nanoTime() < deadline) {
        answered = wire.waiting();
      }
      early.add(answered ? Optional.of(answer(step, wire, true)) : Optional.empty());
    }
    endpoints.release();
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < wires.size(); i++) {
      ClientWire wire = wires.get(i);
      answers.add(early.get(i).isPresent() ? early.get(i).get() : answer(step, wire, true));
      wire.close();
    }
    return answers;
  }

  private static void save(Case.Step step, List<Answer> answers, Map<String, String> saved) {
    step.save()
        .forEach(
            (word, header) -> {
              String value = String.join("; ", answers.getLast().raw(header));
              int end = value.indexOf(';');
              boolean cookie = header.equals("set-cookie") && end >= 0;
              saved.put(word, cookie ? value.substring(0, end) : value);
            });
  }

  private List<LogLine> newLines(int count) {
    if (count > 0) {
      Await.until(
          "%d access log lines of %s, there are %s".formatted(count, name, lines()),
          LOG_LIMIT,
          () -> lines().size() >= linesSeen + count);
    }
    List<String> all = lines();
    List<LogLine> fresh = all.subList(linesSeen, all.size()).stream().map(LogLine::of).toList();
    linesSeen = all.size();
    return fresh;
  }

  private List<String> lines() {
    try {
      if (!Files.exists(log)) {
        return List.of();
      }
      String text = Files.readString(log, StandardCharsets.ISO_8859_1);
      return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    stop.run();
  }
}
