package io.limpet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One process takes the place of another, with its listening sockets.
final class HotRestartTest {
  private static final int CLIENTS = 256;
  private static final int FIRST_BASE_ID = 1_000;
  @TempDir Path folder;

  private final List<GatewayProcess> started = new ArrayList<>();
  private final List<SlowEndpoint> endpoints = new ArrayList<>();
  private final int baseId =
      ThreadLocalRandom.current().nextInt(FIRST_BASE_ID, Integer.MAX_VALUE); // any that is free
  private int port;
  private int quicPort;
  private int status;
  private int admin;

  @BeforeEach
  void ports() throws IOException {
    port = GatewayProcess.freePort();
    quicPort = GatewayProcess.freePort();
    status = GatewayProcess.freePort();
    admin = GatewayProcess.freePort();
  }

  @AfterEach
  void stop() throws IOException {
    started.forEach(GatewayProcess::close);
    for (SlowEndpoint each : endpoints) {
      each.close();
    }
  }

  /// A gateway whose requests go to an endpoint that answers with this name.
  private GatewayProcess gateway(int epoch, String answer, String... flags) throws IOException {
    SlowEndpoint endpoint = new SlowEndpoint(answer, Duration.ofMillis(20));
    endpoints.add(endpoint);
    String bootstrap = Bootstraps.withQuic(Bootstraps.routed(port, endpoint.port()), quicPort);
    return start(epoch, answer, bootstrap, flags);
  }

  private GatewayProcess start(int epoch, String name, String bootstrap, String... flags)
      throws IOException {
    Path file = Files.writeString(folder.resolve(name + ".yaml"), bootstrap);
    List<String> all =
        new ArrayList<>(
            List.of(
                "gateway",
                "-c",
                file.toString(),
                "--concurrency=2",
                "--status-port=" + status,
                "--admin-port=" + admin,
                "--base-id=" + baseId,
                "--restart-epoch=" + epoch));
    all.addAll(List.of(flags));
    GatewayProcess gateway = GatewayProcess.start(folder, all.toArray(String[]::new));
    started.add(gateway);
    return gateway;
  }

  private String stat(String name) throws IOException, InterruptedException {
    return GatewayProcess.get(admin, "/stats?filter=" + name).body().strip();
  }

  @Test
  void twoInARowLoseNoRequest() throws Exception {
    GatewayProcess one = gateway(0, "one", "--termination-drain-duration=500ms");
    one.awaitText("listening on");
    try (SteadyLoad load = new SteadyLoad(port, CLIENTS);
        SteadyHttp3 first = new SteadyHttp3(quicPort)) {
      Await.until("the first serves", () -> load.answers("one") > CLIENTS);
      assertThat(stat("server.hot_restart_generation")).endsWith(": 1");
      GatewayProcess two = gateway(1, "two", "--drain-strategy=immediate");
      two.awaitText("listening on");
      Await.until("the second serves", () -> load.answers("two") > CLIENTS);
      assertThat(stat("server.hot_restart_epoch")).isEqualTo("server.hot_restart_epoch: 1");
      assertThat(stat("server.hot_restart_generation")).endsWith(": 2");
      assertThat(GatewayProcess.get(admin, "/server_info").body())
          .contains("\"restart_epoch\": 1,", "\"base_id\": \"" + baseId + "\",");
      long counted = Long.parseLong(stat("http.l.downstream_rq_total").replaceFirst(".*: ", ""));
      assertThat(counted).isPositive().isLessThanOrEqualTo(load.answers("two") + CLIENTS);
      assertThat(GatewayProcess.get(status, "/healthz/ready").statusCode()).isEqualTo(200);
      long kept = first.answers("one");
      Await.until(
          "the first keeps its own, or has told it to leave",
          () -> first.answers("one") > kept + 2 || first.told() > 0);
      try (SteadyHttp3 second = new SteadyHttp3(quicPort)) {
        Await.until("the second has the new", () -> second.answers("two") > 2);
        first.stop();
        GatewayProcess three = gateway(2, "three");
        three.awaitText("listening on");
        assertThat(two.exitCode()).isZero();
        Await.until("the third has the next", () -> second.answers("three") > 2);
        assertThat(second.failures()).isEmpty();
      }
      assertThat(first.failures()).isEmpty();
      assertThat(first.answers("two") == 0 || first.told() > 0).isTrue();
      one.terminate();
      assertThat(one.exitCode()).isZero();
      long before = load.answers("three");
      Await.until("the third serves all", () -> load.answers("three") > before + CLIENTS);
      assertThat(load.failures()).isEmpty();
      assertThat(load.refused()).isZero();
    }
    for (GatewayProcess each : started) {
      assertThat(each.text()).doesNotContain("error");
    }
  }
}
