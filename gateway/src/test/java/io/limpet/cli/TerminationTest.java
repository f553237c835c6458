package io.limpet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.Await;
import io.limpet.Http2Peer;
import io.limpet.Http3Peer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// SIGTERM and its like, as Istio's agent ends an Envoy: nobody waits for an answer in vain.
final class TerminationTest {
  private static final int CLIENTS = 256;
  private static final List<String> GET =
      List.of(":method: GET", ":scheme: http", ":authority: test", ":path: /");

  private static final String UPGRADE =
      "GET / HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n";
  private static final String CONNECT = "CONNECT a:80 HTTP/1.1\r\nhost: a:80\r\n\r\n";
  private static final List<String> EXTENDED_CONNECT =
      List.of(
          ":method: CONNECT", ":protocol: websocket", ":scheme: http", ":authority: a", ":path: /");

  @TempDir Path folder;

  private SlowEndpoint endpoint;
  private int port;
  private int quicPort;
  private int status;

  @BeforeEach
  void ports() throws IOException {
    endpoint = new SlowEndpoint("one", Duration.ofMillis(20));
    port = GatewayProcess.freePort();
    quicPort = GatewayProcess.freePort();
    status = GatewayProcess.freePort();
  }

  @AfterEach
  void stop() throws IOException {
    endpoint.close();
  }

  private GatewayProcess gateway(String... flags) throws IOException {
    return started(Bootstraps.withQuic(Bootstraps.routed(port, endpoint.port()), quicPort), flags);
  }

  private GatewayProcess started(String bootstrap, String... flags) throws IOException {
    Path file = Files.writeString(folder.resolve("envoy.yaml"), bootstrap);
    String[] all = new String[flags.length + 5];
    System.arraycopy(flags, 0, all, 5, flags.length);
    all[0] = "gateway";
    all[1] = "-c";
    all[2] = file.toString();
    all[3] = "--concurrency=2";
    all[4] = "--status-port=" + status;
    GatewayProcess gateway = GatewayProcess.start(folder, all);
    gateway.awaitText("listening on");
    return gateway;
  }

  private int readiness() {
    try {
      return GatewayProcess.get(status, "/healthz/ready").statusCode();
    } catch (IOException | InterruptedException gone) {
      return -1;
    }
  }

  @Test
  void noClientUnderLoadIsFailed() throws Exception {
    try (GatewayProcess gateway = gateway("--termination-drain-duration=2s");
        SteadyLoad load = new SteadyLoad(port, CLIENTS);
        SteadyHttp3 http3 = new SteadyHttp3(quicPort)) {
      Await.until("all are served", () -> load.answers("one") > 2 * CLIENTS);
      Await.until("over HTTP/3, too", () -> http3.answers("one") > 2);
      assertThat(readiness()).isEqualTo(200);
      assertThat(load.told()).isZero();
      gateway.terminate();
      Await.until("it is not ready", () -> readiness() == 503);
      Await.until("clients are told, and come anew", () -> load.told() > CLIENTS);
      Await.until("those of HTTP/3, too", () -> http3.told() > 1);
      http3.stop();
      assertThat(gateway.exitCode()).isZero();
      Await.until("nobody listens", load::isOver);
      assertThat(load.failures()).isEmpty();
      assertThat(http3.failures()).isEmpty();
      assertThat(load.refused()).isEqualTo(CLIENTS);
      assertThat(load.cutOff()).isLessThan(CLIENTS / 32); // in the microseconds of the closing
      assertThat(gateway.text()).contains("limpet: draining").doesNotContain("error");
    }
  }

  @Test
  void itEndsAsSoonAsNobodyIsConnected() throws Exception {
    try (GatewayProcess gateway =
        gateway("--termination-drain-duration=60s", "--minimum-drain-duration=0s")) {
      try (Socket idle = new Socket(InetAddress.getLoopbackAddress(), port)) {
        assertThat(idle.isConnected()).isTrue();
        gateway.terminate();
        Await.until("it is not ready", () -> readiness() == 503);
        assertThat(gateway.process().isAlive()).isTrue();
      }
      assertThat(gateway.exitCode()).isZero();
    }
  }

  @Test
  void aSecondSignalEndsItAtOnce() throws Exception {
    try (GatewayProcess gateway = gateway("--minimum-drain-duration=60s")) {
      gateway.terminate();
      Await.until("it is not ready", () -> readiness() == 503);
      gateway.terminate();
      assertThat(gateway.exitCode()).isEqualTo(143);
    }
  }

  @Test
  void streamsFinishAndNewOnesAreSentElsewhere() throws Exception {
    try (GatewayProcess gateway =
            gateway("--termination-drain-duration=60s", "--minimum-drain-duration=0s");
        Http2Peer client = new Http2Peer(new Socket(InetAddress.getLoopbackAddress(), port))) {
      assertThat(client.await(client.head(0, GET, true)).body()).isEqualTo("one");
      assertThat(client.goAways()).isEmpty();
      gateway.terminate();
      Await.until("it is told", () -> client.goAways().equals(List.of("2147483647 0")));
      int underWay = client.head(0, GET, true);
      assertThat(client.await(underWay).body()).isEqualTo("one");
      Await.until("the last call", () -> client.goAways().contains(underWay + " 0"));
      assertThat(client.ends(5_000)).isTrue();
      assertThat(gateway.exitCode()).isZero();
    }
  }

  /// As with Istio's agent, whose Envoy serves them until it is ended: they are told nothing, work
  /// for as long as clients have, and are cut then.
  @Test
  void webSocketsAndTunnelsLiveUntilTheLongestTimeIsOver() throws Exception {
    try (EchoEndpoint echo = new EchoEndpoint();
        GatewayProcess gateway =
            started(
                Bootstraps.upgraded(port, echo.port()),
                "--termination-drain-duration=1s",
                "--minimum-drain-duration=0s");
        Tunnel webSocket = Tunnel.opened(port, UPGRADE, "101");
        Tunnel connect = Tunnel.opened(port, CONNECT, "200");
        Http2Peer http2 = new Http2Peer(new Socket(InetAddress.getLoopbackAddress(), port))) {
      int stream = http2.head(0, EXTENDED_CONNECT, false);
      assertThat(echoes(http2, stream, "before")).isTrue();
      gateway.terminate();
      Await.until("it is not ready", () -> readiness() == 503);
      long start = System.nanoTime();
      assertThat(webSocket.echoes("a")).isTrue();
      assertThat(connect.echoes("b")).isTrue();
      assertThat(echoes(http2, stream, "during")).isTrue();
      assertThat(webSocket.isCut()).isTrue();
      assertThat(connect.isCut()).isTrue();
      assertThat(http2.await(stream).reset()).isNotNegative();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
      assertThat(gateway.exitCode()).isZero();
    }
  }

  private static boolean echoes(Http2Peer peer, int stream, String text) throws IOException {
    peer.data(stream, text, false);
    return peer.await(stream, message -> message.body().endsWith(text)).body().endsWith(text);
  }

  /// The first GOAWAY comes at once, while a request is under way, and clients begin no other one
  /// then (RFC 9114, 5.2); the second one says that it was still taken.
  @Test
  void aStreamOfHttp3FinishesAndNewOnesAreSentElsewhere() throws Exception {
    try (SlowEndpoint slow = new SlowEndpoint("slow", Duration.ofMillis(500));
        GatewayProcess gateway =
            started(
                Bootstraps.withQuic(Bootstraps.routed(port, slow.port()), quicPort),
                "--termination-drain-duration=60s",
                "--minimum-drain-duration=0s");
        Http3Peer client =
            new Http3Peer(new InetSocketAddress(InetAddress.getLoopbackAddress(), quicPort), "")) {
      int underWay = client.head(GET, true);
      gateway.terminate();
      assertThat(client.awaitGoAway()).isEqualTo((1L << 62) - 4);
      assertThat(client.await(underWay).body()).isEqualTo("slow");
      assertThat(client.awaitGoAways(2).getLast()).isEqualTo(underWay + 4);
      assertThat(client.ends(5_000)).isTrue();
      assertThat(gateway.exitCode()).isZero();
    }
  }
}
