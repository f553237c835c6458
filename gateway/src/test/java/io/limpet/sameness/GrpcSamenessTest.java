package io.limpet.sameness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.limpet.Await;
import io.limpet.RealEnvoy;
import io.limpet.session.PlainToken;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/// A real gRPC client and real servers, with Envoy and with our proxy between them: both hear the
/// same.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class GrpcSamenessTest {
  private static final Path FILE = Path.of("src/test/resources/grpc.yaml");
  private static final List<String> RETRIED = List.of("1", "4", "13", "8", "14");
  private static final String GONE = PlainToken.writeHeader("127.0.0.1:1");

  private final List<GrpcServer> servers = new ArrayList<>();
  private final List<Side> sides = new ArrayList<>();

  @SuppressWarnings("NullAway.Init") // set before all tests
  private Endpoints endpoints;

  private @Nullable Gateways running;

  /// One proxy, and who calls there.
  private record Side(Gateway gateway, GrpcCaller caller, GrpcWebCaller web) {}

  private interface Talk {
    /// What was heard.
    String with(Side side) throws Exception;
  }

  @BeforeAll
  void start() throws Exception {
    RealEnvoy.program();
    endpoints = new Endpoints();
    Map<String, String> words = new HashMap<>(endpoints.words());
    for (String name : List.of("one", "two", "three")) {
      GrpcServer server = new GrpcServer(name);
      servers.add(server);
      words.put(name, String.valueOf(server.port()));
    }
    servers.get(0).health().setStatus("test.Service", ServingStatus.SERVING);
    servers.get(1).health().setStatus("test.Service", ServingStatus.NOT_SERVING);
    Table table = Table.of("grpc", Files.readString(FILE), words);
    Gateways both = Gateways.start(table, endpoints);
    running = both;
    for (Gateway each : List.of(both.envoy(), both.limpet())) {
      int port = each.port("main");
      sides.add(
          new Side(
              each,
              new GrpcCaller(each.name(), port),
              new GrpcWebCaller(port, HttpClient.newHttpClient())));
    }
  }

  @AfterAll
  void close() throws Exception {
    for (Side side : sides) {
      side.caller().stop();
      side.web().client().close();
    }
    Gateways both = running;
    if (both != null) {
      both.close();
    }
    for (GrpcServer server : servers) {
      server.stop();
    }
    endpoints.close();
  }

  @TestFactory
  Stream<DynamicTest> conversations() {
    List<DynamicTest> tests = new ArrayList<>();
    addAnswers(tests);
    addRetries(tests);
    addTimes(tests);
    addSessions(tests);
    addLocalReplies(tests);
    addWeb(tests);
    addHealth(tests);
    tests.add(dynamicTest("and both counted the same", this::bothCountTheSame));
    return tests.stream();
  }

  private void add(List<DynamicTest> tests, String name, String heard, Talk talk) {
    tests.add(
        dynamicTest(
            name,
            () -> {
              for (Side side : sides) {
                assertThat(talk.with(side)).as(side.gateway().name()).isEqualTo(heard);
              }
            }));
  }

  private static Map<String, String> call(String id, String action, String... headers) {
    Map<String, String> all = new HashMap<>(Map.of("x-call", id, "x-do", action));
    for (int i = 0; i < headers.length; i += 2) {
      all.put(headers[i], headers[i + 1]);
    }
    return all;
  }

  private void addAnswers(List<DynamicTest> tests) {
    add(tests, "a call", "OK: one to me", side -> side.caller().unary(Map.of()));
    add(
        tests,
        "a status and its text",
        "FAILED_PRECONDITION: told so",
        side -> side.caller().unary(call("status", "status:9")));
    add(
        tests,
        "a status behind a message",
        "DATA_LOSS: told so",
        side -> side.caller().unary(call("after", "message-then:15")));
    add(tests, "many answers", "500 from n0 to n499", side -> side.caller().down());
    add(tests, "many requests", "one counts 500, OK", side -> side.caller().up());
    add(tests, "both at a time", "one to m1, one to m2, OK", side -> side.caller().both(Map.of()));
    add(
        tests,
        "a client that gives up is known to the server",
        "cancelled",
        side -> {
          side.caller().cancelled(call("given up", "ok"));
          return awaitCancelled(side.caller().id("given up"));
        });
  }

  private String awaitCancelled(String id) {
    Await.until(
        "the server knows that the client has gone",
        GrpcCaller.LIMIT,
        () -> servers.getFirst().sawCancelled(id));
    return "cancelled";
  }

  private void addRetries(List<DynamicTest> tests) {
    for (String status : RETRIED) {
      addRetry(tests, "status:" + status + ", ok", "OK: one to me", 2);
    }
    addRetry(tests, "status:3, ok", "INVALID_ARGUMENT: told so", 1);
    addRetry(tests, "message-then:14, ok", "UNAVAILABLE: told so", 1);
    addRetry(tests, "status:14", "UNAVAILABLE: told so", 3);
  }

  private void addRetry(List<DynamicTest> tests, String action, String heard, int attempts) {
    add(
        tests,
        "attempts at a server that does " + action,
        heard + " in " + attempts,
        side -> {
          String told = side.caller().unary(call(action, action, "x-route", "retry"));
          return told + " in " + servers.getFirst().attempts(side.caller().id(action));
        });
  }

  private void addTimes(List<DynamicTest> tests) {
    add(
        tests,
        "a deadline is the client's own, and the server knows",
        "DEADLINE_EXCEEDED, cancelled",
        side -> {
          String told = side.caller().unary(call("own", "hang"), 200);
          return told.substring(0, told.indexOf(':'))
              + ", "
              + awaitCancelled(side.caller().id("own"));
        });
    add(
        tests,
        "a deadline is bounded by grpc_timeout_header_max",
        "DEADLINE_EXCEEDED: downstream duration timeout",
        side -> side.caller().unary(call("bounded", "hang", "x-route", "bounded")));
    add(
        tests,
        "a stream's duration is bounded",
        "DEADLINE_EXCEEDED: downstream duration timeout",
        side -> side.caller().unary(call("lasting", "hang", "x-route", "lasting")));
    add(
        tests,
        "a route's timeout",
        "UNAVAILABLE: upstream request timeout",
        side -> side.caller().unary(call("late", "hang", "x-route", "late")));
  }

  private void addSessions(List<DynamicTest> tests) {
    for (String route : List.of("soft", "strict")) {
      add(
          tests,
          "a session keeps its server on calls and streams, " + route,
          "kept",
          side -> session(side.caller(), route));
    }
    add(
        tests,
        "a session whose server is gone begins anew",
        "OK, a new one",
        side -> {
          String told = side.caller().unary(session("gone", "soft", GONE));
          boolean renewed = !GONE.equals(side.caller().header("x-session"));
          return told.substring(0, 2) + (renewed ? ", a new one" : ", the old one");
        });
    add(
        tests,
        "or fails where it is strict",
        "UNAVAILABLE: no healthy upstream",
        side -> side.caller().unary(session("strictly", "strict", GONE)));
  }

  private static Map<String, String> session(String id, String route, String token) {
    return call(id, "ok", "x-route", route, "x-session", token);
  }

  private static String session(GrpcCaller caller, String route) {
    String first = caller.unary(call(route, "ok", "x-route", route));
    String token = String.valueOf(caller.header("x-session"));
    String server = first.split(" ", -1)[1];
    for (int i = 0; i < 6; i++) {
      String again = caller.unary(session(route + i, route, token));
      String stream = caller.both(session(route + i, route, token));
      if (!again.equals(first) || !stream.startsWith(server + " to m1, " + server + " to m2")) {
        return "%s, then %s and %s".formatted(first, again, stream);
      }
    }
    return "kept";
  }

  private void addLocalReplies(List<DynamicTest> tests) {
    add(
        tests,
        "no server",
        "UNAVAILABLE: no healthy upstream",
        side -> side.caller().unary(call("nobody", "ok", "x-route", "nobody")));
    add(
        tests,
        "a server that cannot be reached",
        "UNAVAILABLE",
        side -> code(side.caller().unary(call("refused", "ok", "x-route", "refused"))));
    add(
        tests,
        "an answer of the route's",
        "PERMISSION_DENIED: not you",
        side -> side.caller().unary(call("forbidden", "ok", "x-route", "forbidden")));
    add(
        tests,
        "no route",
        "UNIMPLEMENTED",
        side -> code(side.caller().unary(call("nowhere", "ok", "x-route", "nowhere"))));
  }

  private static String code(String told) {
    return told.split(":", 2)[0];
  }

  private void addWeb(List<DynamicTest> tests) {
    for (boolean text : List.of(false, true)) {
      String form = text ? ", in text" : "";
      add(
          tests,
          "a call in gRPC-Web" + form,
          "200 [one to me] grpc-status:0",
          side -> side.web().call("unary", text));
      add(
          tests,
          "a call in gRPC-Web that fails" + form,
          "200 grpc-status:9 ",
          side -> side.web().call("unary", text, "x-do", "status:9"));
      add(
          tests,
          "a call in gRPC-Web that fails behind a message" + form,
          "200 [one to me] grpc-status:9, grpc-message:told so",
          side -> side.web().call("unary", text, "x-do", "message-then:9"));
      add(
          tests,
          "many answers in gRPC-Web" + form,
          "500 messages, 200, grpc-status:0",
          side -> {
            String[] told = side.web().call("down", text).split(" ", -1);
            return told.length - 2 + " messages, " + told[0] + ", " + told[told.length - 1];
          });
    }
  }

  /// `two` says NOT_SERVING, and there is no panic: only `one` is asked.
  private void addHealth(List<DynamicTest> tests) {
    add(
        tests,
        "a server whose health service says so is not called",
        "one one one one",
        side -> {
          String line = "checked::127.0.0.1:" + servers.get(1).port() + "::health_flags::";
          Await.until(
              "two is out",
              GrpcCaller.LIMIT,
              () -> side.gateway().admin("/clusters").contains(line + "/failed_active_hc"));
          List<String> called = new ArrayList<>();
          for (int i = 0; i < 4; i++) {
            called.add(
                side.caller().unary(call("h" + i, "ok", "x-route", "checked")).split(" ", -1)[1]);
          }
          return String.join(" ", called);
        });
  }

  private void bothCountTheSame() {
    Map<String, String> theirs = counted(sides.getFirst().gateway());
    assertThat(theirs).containsKey("cluster.one.grpc.total");
    assertThat(counted(sides.getLast().gateway())).isEqualTo(theirs);
  }

  private static Map<String, String> counted(Gateway gateway) {
    Map<String, String> counters = new TreeMap<>();
    for (String line : gateway.admin("/stats").lines().toList()) {
      int colon = line.indexOf(": ");
      if (line.startsWith("cluster.") && line.contains(".grpc")) {
        counters.put(line.substring(0, colon), line.substring(colon + 2));
      }
    }
    return counters;
  }
}
