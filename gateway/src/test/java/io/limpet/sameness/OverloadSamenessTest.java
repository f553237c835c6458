package io.limpet.sameness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.limpet.Http2Peer;
import io.limpet.Http3Peer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Both proxies refuse the same connections and requests where too much is asked of them, in the
/// same words, and count them alike.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OverloadSamenessTest {
  private static final String MONITOR = "pressure";
  private static final String STOPPING = "stopping";
  private static final Path FILE = Path.of("src/test/resources/overload.yaml");
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final String GET = "GET / HTTP/1.1\r\nhost: a\r\n\r\n";
  private static final String ACTION = "envoy.overload_actions.";
  private static final String SERVED = "HTTP/1.1 200 OK";
  private static final String BUSY = "503: envoy overloaded";
  private static final List<String> GET_HTTP3 =
      List.of(":method: GET", ":scheme: https", ":path: /", ":authority: a");

  private @Nullable Pressed running;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    running = Pressed.start(FILE, folder, List.of(MONITOR, STOPPING));
  }

  @AfterAll
  void close() throws Exception {
    Pressed both = running;
    if (both != null) {
      both.close();
    }
  }

  @AfterEach
  void calm() throws IOException {
    proxies().press(MONITOR, "0", ACTION + "disable_http_keepalive.scale_percent", 0);
    proxies().press(STOPPING, "0", ACTION + "stop_accepting_connections.active", 0);
    for (Gateway each : both()) {
      Pressed.await(each, "http.main.downstream_cx_active", 0);
    }
  }

  private Pressed proxies() {
    Pressed both = running;
    if (both == null) {
      throw new IllegalStateException("not started");
    }
    return both;
  }

  private List<Gateway> both() {
    return proxies().both();
  }

  private void pressure(String text, String action) throws IOException {
    proxies().press(MONITOR, text, ACTION + action + ".active", 1);
  }

  private static List<String> several(Gateway gateway, String listener, int count)
      throws IOException {
    return Pressed.several(gateway, listener, GET, count);
  }

  @Test
  void requestsAreAnsweredAtOnceAndConnectionsStay() throws Exception {
    pressure("0.5", "stop_accepting_requests");
    for (Gateway each : both()) {
      long before = Pressed.counted(each, "http.main.downstream_rq_overload_close");
      assertThat(Pressed.once(each, "main", GET))
          .as(each.name())
          .isEqualTo("HTTP/1.1 503 Service Unavailable, close: envoy overloaded");
      assertThat(
              Pressed.once(
                  each, "main", "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\nab"))
          .isEqualTo("HTTP/1.1 503 Service Unavailable, close: envoy overloaded");
      assertThat(Pressed.counted(each, "http.main.downstream_rq_overload_close") - before)
          .isEqualTo(2);
    }
  }

  @Test
  void clientsAreToldToComeAnew() throws Exception {
    pressure("0.3", "disable_http_keepalive");
    for (Gateway each : both()) {
      long before = Pressed.counted(each, "http.main.downstream_cx_overload_disable_keepalive");
      assertThat(Pressed.once(each, "main", GET))
          .as(each.name())
          .isEqualTo(SERVED + ", close: hello");
      assertThat(
              Pressed.counted(each, "http.main.downstream_cx_overload_disable_keepalive") - before)
          .isEqualTo(1);
    }
  }

  @Test
  void connectionsAreRejectedAndThoseThatAreOpenLiveOn() throws Exception {
    List<Socket> open = new ArrayList<>();
    for (Gateway each : both()) {
      open.add(Pressed.connect(each, "ignoring"));
      assertThat(Pressed.seen(open.getLast(), GET)).startsWith(SERVED);
    }
    pressure("0.7", "reject_incoming_connections");
    for (Gateway each : both()) {
      String name = "listener.127.0.0.1_0.downstream_cx_overload_reject";
      long before = Pressed.counted(each, name);
      assertThat(Pressed.once(each, "main", GET)).as(each.name()).isEqualTo("closed");
      assertThat(Pressed.counted(each, name) - before).isEqualTo(1);
    }
    for (Socket each : open) {
      assertThat(Pressed.seen(each, GET)).contains("envoy overloaded");
      each.close();
    }
  }

  @Test
  void connectionsWaitUntilTheyAreAcceptedAgain() throws Exception {
    proxies().press(STOPPING, "0.9", ACTION + "stop_accepting_connections.active", 1);
    List<Socket> waiting = new ArrayList<>();
    for (Gateway each : both()) {
      waiting.add(Pressed.connect(each, "main"));
      waiting.getLast().getOutputStream().write(GET.getBytes(StandardCharsets.US_ASCII));
      waiting.getLast().setSoTimeout(50);
      assertThat(isSilent(waiting.getLast())).as(each.name()).isTrue();
    }
    proxies().press(STOPPING, "0", ACTION + "stop_accepting_connections.active", 0);
    for (Socket each : waiting) {
      each.setSoTimeout((int) Pressed.LIMIT.toMillis());
      assertThat(each.getInputStream().read()).isEqualTo('H');
      each.close();
    }
  }

  private static boolean isSilent(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() == Integer.MIN_VALUE;
    } catch (SocketTimeoutException silent) {
      return true;
    } catch (SocketException closed) {
      return false;
    }
  }

  @Test
  void connectionsBeyondThoseOfAllListenersAreClosed() throws Exception {
    String name = "listener.127.0.0.1_0.downstream_global_cx_overflow";
    for (Gateway each : both()) {
      long before = Pressed.counted(each, name);
      assertThat(several(each, "main", 6))
          .as(each.name())
          .containsExactly(
              SERVED + ": hello",
              SERVED + ": hello",
              SERVED + ": hello",
              SERVED + ": hello",
              "closed",
              "closed");
      assertThat(Pressed.counted(each, name) - before).isEqualTo(2);
    }
  }

  @Test
  void aListenerMayBeLeftOutOfThem() throws Exception {
    for (Gateway each : both()) {
      assertThat(several(each, "ignoring", 6)).as(each.name()).containsOnly(SERVED + ": hello");
    }
  }

  /// Neither is it bounded, nor does it use up what others may have.
  @Test
  void aListenerMayBypassTheOverloadManager() throws Exception {
    pressure("0.7", "reject_incoming_connections");
    proxies().press(STOPPING, "0.9", ACTION + "stop_accepting_connections.active", 1);
    for (Gateway each : both()) {
      assertThat(several(each, "bypassing", 6)).as(each.name()).containsOnly(SERVED + ": hello");
    }
    calm();
    for (Gateway each : both()) {
      List<Socket> open = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        open.add(Pressed.connect(each, "bypassing"));
        assertThat(Pressed.seen(open.getLast(), GET)).as(each.name()).startsWith(SERVED);
      }
      assertThat(several(each, "main", 4)).as(each.name()).containsOnly(SERVED + ": hello");
      for (Socket socket : open) {
        socket.close();
      }
    }
  }

  @Test
  void connectionsBeyondThoseOfTheirListenerAreClosed() throws Exception {
    String name = "listener.127.0.0.1_0.downstream_cx_overflow";
    for (Gateway each : both()) {
      long before = Pressed.counted(each, name);
      assertThat(several(each, "limited", 3))
          .as(each.name())
          .containsExactly(SERVED + ": hello", SERVED + ": hello", "closed");
      assertThat(Pressed.counted(each, name) - before).isEqualTo(1);
    }
  }

  @Test
  void connectionsBeyondThoseOfAFilterAreClosed() throws Exception {
    for (Gateway each : both()) {
      assertThat(several(each, "filtered", 2))
          .as(each.name())
          .containsExactly(SERVED + ": hello", "closed");
      assertThat(Pressed.counted(each, "connection_limit.few.limited_connections")).isEqualTo(1);
      Pressed.await(each, "connection_limit.few.active_connections", 0);
      assertThat(several(each, "filtered", 1)).containsExactly(SERVED + ": hello");
    }
  }

  @Test
  void aClientThatSaysNothingToTheListenersFiltersIsClosed() throws Exception {
    for (Gateway each : both()) {
      try (Socket socket = Pressed.connect(each, "inspected")) {
        assertThat(socket.getInputStream().read()).as(each.name()).isEqualTo(-1);
      }
      Pressed.await(each, "listener.127.0.0.1_0.downstream_pre_cx_timeout", 1);
    }
  }

  private static Http3Peer speakQuic(Gateway gateway, String listener) throws IOException {
    return new Http3Peer(new InetSocketAddress(LOOPBACK, gateway.port(listener)), "");
  }

  private static String seenByQuic(Http3Peer peer) {
    try {
      Http2Peer.Message answer = peer.await(peer.head(GET_HTTP3, true));
      return answer.head().isEmpty() ? "closed" : answer.header(":status") + ": " + answer.body();
    } catch (IOException gone) {
      return "closed";
    }
  }

  /// What clients of QUIC see, one after the other, which all stay.
  private static List<String> severalOfQuic(Gateway gateway, String listener, int count) {
    List<Http3Peer> peers = new ArrayList<>();
    List<String> seen = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      try {
        Http3Peer peer = speakQuic(gateway, listener);
        peers.add(peer);
        seen.add(seenByQuic(peer));
      } catch (IOException refused) {
        seen.add("closed");
      }
    }
    peers.forEach(Http3Peer::close);
    return seen;
  }

  @Test
  void connectionsOfQuicAreNotAmongThoseOfAllListeners() throws Exception {
    for (Gateway each : both()) {
      assertThat(severalOfQuic(each, "quic", 6)).as(each.name()).containsOnly("200: hello");
    }
  }

  @Test
  void connectionsOfQuicBeyondThoseOfAFilterAreClosed() throws Exception {
    for (Gateway each : both()) {
      assertThat(severalOfQuic(each, "filtered-quic", 2))
          .as(each.name())
          .containsExactly("200: hello", "closed");
      assertThat(Pressed.counted(each, "connection_limit.fewer.limited_connections")).isEqualTo(1);
      Pressed.await(each, "connection_limit.fewer.active_connections", 0);
    }
  }

  @Test
  void connectionsOfQuicAreLeftUnansweredOnlyWhileNoneAreAccepted() throws Exception {
    List<Http3Peer> open = new ArrayList<>();
    for (Gateway each : both()) {
      open.add(speakQuic(each, "quic"));
    }
    pressure("0.7", "reject_incoming_connections");
    for (Gateway each : both()) {
      assertThat(severalOfQuic(each, "quic", 1)).as(each.name()).containsOnly(BUSY);
    }
    proxies().press(STOPPING, "0.9", ACTION + "stop_accepting_connections.active", 1);
    for (Gateway each : both()) {
      InetSocketAddress quic = new InetSocketAddress(LOOPBACK, each.port("quic"));
      var impatient = new Http3Peer.Dial("", Duration.ofMillis(300));
      assertThatThrownBy(() -> new Http3Peer(quic, impatient).close())
          .as(each.name())
          .hasMessageContaining("timed out");
    }
    for (Http3Peer each : open) {
      assertThat(seenByQuic(each)).isEqualTo(BUSY);
      each.close();
    }
  }

  @Test
  void theyMayBeClosedLater() throws Exception {
    for (Gateway each : both()) {
      long start = System.nanoTime();
      assertThat(several(each, "later", 2))
          .as(each.name())
          .containsExactly(SERVED + ": hello", "closed");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(150));
    }
  }
}
