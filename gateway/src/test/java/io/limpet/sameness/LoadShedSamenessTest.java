package io.limpet.sameness;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.Http2Peer;
import io.netty.handler.codec.http2.Http2Settings;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Both proxies shed load at the same points of a connection's and a request's life, and shorten
/// the same waits, in the same words, and count it alike.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LoadShedSamenessTest {
  private static final Path FILE = Path.of("src/test/resources/load-shed.yaml");
  private static final String GET = "GET / HTTP/1.1\r\nhost: a\r\n\r\n";
  private static final String UP = "GET /up HTTP/1.1\r\nhost: a\r\nx-do: %s\r\n\r\n";
  private static final String SERVED = "HTTP/1.1 200 OK: hello";
  private static final String OK = "HTTP/1.1 200 OK";
  private static final String BUSY = "HTTP/1.1 503 Service Unavailable: envoy overloaded";
  private static final String ABORTED =
      "HTTP/1.1 500 Internal Server Error, close: Internal Server Error";
  private static final String CLOSED = "closed";
  private static final long OFTEN = -1;
  private static final List<String> GET_HTTP2 =
      List.of(":method: GET", ":scheme: http", ":path: /", ":authority: a");
  private static final List<String> MONITORS =
      List.of(
          "tcp_listener_accept",
          "hcm_ondata_creating_codec",
          "http_connection_manager_decode_headers",
          "http1_server_abort_dispatch",
          "http2_server_go_away_on_dispatch",
          "http2_server_go_away_and_close_on_dispatch",
          "http_downstream_filter_check",
          "connection_pool_new_connection",
          "tcp_proxy_upstream_connect",
          "tcp_proxy_on_data",
          "requests",
          "timers");

  private static final String SHORTENED = "envoy.overload_actions.reduce_timeouts.scale_percent";
  private static final String STOPPED =
      "envoy.overload_actions.stop_accepting_requests.scale_percent";

  private @Nullable Pressed running;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    running = Pressed.start(FILE, folder, MONITORS);
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
    proxies().press("requests", "0", STOPPED, 0);
    proxies().press("timers", "0", SHORTENED, 0);
    proxies().release();
  }

  private Pressed proxies() {
    Pressed both = running;
    if (both == null) {
      throw new IllegalStateException("not started");
    }
    return both;
  }

  /// A client of one proxy: what it does before there is pressure, and what it sees under it.
  private interface Client {
    Sight before(Gateway gateway) throws Exception;
  }

  private interface Sight {
    List<String> see() throws Exception;
  }

  /// What clients of both see where load is shed at a point, and how often that is counted, by it
  /// and by `counters`; `times` is [#OFTEN] where that depends on how bytes are read.
  private void sheds(String point, Client client, List<String> seen, long times, String... counters)
      throws Exception {
    String gauge = "envoy.load_shed_points." + point + ".scale_percent";
    String shed = "overload.envoy.load_shed_points." + point + ".shed_load_count";
    List<String> names = new ArrayList<>(Arrays.asList(counters));
    names.add(shed);
    Map<Gateway, Sight> sights = new HashMap<>();
    for (Gateway each : proxies().both()) {
      sights.put(each, client.before(each));
    }
    proxies().press(point, "0.5", gauge, 100);
    try {
      for (Gateway each : proxies().both()) {
        Map<String, Long> before = Pressed.numbers(each);
        assertThat(Objects.requireNonNull(sights.get(each)).see()).as(each.name()).isEqualTo(seen);
        for (String name : names) {
          long sofar = before.getOrDefault(name, 0L);
          if (times == OFTEN) {
            assertThat(Pressed.counted(each, name)).as(each.name()).isGreaterThan(sofar);
          } else {
            Pressed.await(each, name, sofar + times);
          }
        }
      }
    } finally {
      proxies().press(point, "0", gauge, 0);
    }
  }

  /// A client that asked once and stays.
  private static Socket served(Gateway gateway) throws IOException {
    Socket socket = Pressed.connect(gateway, "main");
    assertThat(Pressed.seen(socket, GET)).as(gateway.name()).isEqualTo(SERVED);
    return socket;
  }

  /// One that said this, and waits.
  private static Socket said(Gateway gateway, String listener, String text) throws IOException {
    Socket socket = Pressed.connect(gateway, listener);
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  @Test
  void acceptedConnectionsAreClosed() throws Exception {
    sheds(
        "tcp_listener_accept",
        gateway -> () -> List.of(Pressed.once(gateway, "main", GET)),
        List.of(CLOSED),
        1,
        "listener.127.0.0.1_0.downstream_cx_overload_reject");
  }

  @Test
  void connectionsAreClosedWhenTheirFirstBytesCome() throws Exception {
    sheds(
        "hcm_ondata_creating_codec",
        gateway -> {
          Socket open = served(gateway);
          Socket silent = Pressed.connect(gateway, "main");
          return () -> {
            try (open;
                silent) {
              return List.of(
                  Pressed.seen(open, GET),
                  Pressed.seen(silent, GET),
                  Pressed.once(gateway, "main", GET));
            }
          };
        },
        List.of(SERVED, CLOSED, CLOSED),
        2,
        "http.main.downstream_rq_overload_close");
  }

  @Test
  void requestsAreAnsweredAtOnce() throws Exception {
    sheds(
        "http_connection_manager_decode_headers",
        gateway -> {
          Socket open = served(gateway);
          return () -> {
            try (open) {
              return List.of(
                  Pressed.seen(open, GET),
                  Pressed.seen(open, GET),
                  Pressed.once(gateway, "main", UP.formatted("200")));
            }
          };
        },
        List.of(BUSY, BUSY, BUSY),
        3,
        "http.main.downstream_rq_overload_close");
  }

  @Test
  void bytesOfHttp1AreNotReadAndWhatIsUnderWayIsAnswered() throws Exception {
    String post = "POST /up HTTP/1.1\r\nhost: a\r\nx-do: hold\r\ncontent-length: 9\r\n\r\nab";
    sheds(
        "http1_server_abort_dispatch",
        gateway -> {
          Socket open = served(gateway);
          Socket half = said(gateway, "main", "GET / HT");
          Socket body = said(gateway, "main", post);
          return () -> {
            try (open;
                half;
                body) {
              return List.of(
                  Pressed.seen(open, GET),
                  Pressed.seen(half, "TP/1.1\r\n"),
                  Pressed.seen(body, "c"),
                  Pressed.once(gateway, "main", GET));
            }
          };
        },
        List.of(ABORTED, ABORTED, ABORTED, ABORTED),
        4,
        "http.main.downstream_rq_overload_close");
  }

  @Test
  void clientsAreToldToGoAwayAndServedUntilTheyDo() throws Exception {
    sheds(
        "http2_server_go_away_on_dispatch",
        gateway ->
            () -> {
              try (Http2Peer peer = new Http2Peer(Pressed.connect(gateway, "main"))) {
                Http2Peer.Message answer = peer.await(peer.head(0, GET_HTTP2, true));
                boolean ends = peer.ends(Pressed.LIMIT.toMillis());
                return List.of(answer.body(), String.valueOf(ends), peer.goAways().toString());
              }
            },
        List.of("hello", "true", "[2147483647 0, 3 0]"),
        OFTEN);
  }

  @Test
  void clientsOfHttp1AreToldInTheirAnswers() throws Exception {
    sheds(
        "http2_server_go_away_on_dispatch",
        gateway -> () -> List.of(Pressed.once(gateway, "main", GET)),
        List.of("HTTP/1.1 200 OK, close: hello"),
        1);
  }

  @Test
  void clientsAreToldToGoAwayAndCut() throws Exception {
    sheds(
        "http2_server_go_away_and_close_on_dispatch",
        gateway -> {
          Http2Peer peer = new Http2Peer(Pressed.connect(gateway, "main"));
          String before = peer.await(peer.head(0, GET_HTTP2, true)).body();
          return () -> {
            try (peer) {
              peer.head(0, GET_HTTP2, true);
              boolean ends = peer.ends(Pressed.LIMIT.toMillis());
              return List.of(
                  before,
                  String.valueOf(ends),
                  peer.goAways().toString(),
                  Pressed.once(gateway, "main", GET));
            }
          };
        },
        List.of("hello", "true", "[2147483647 0, 3 0]", CLOSED),
        2);
  }

  @Test
  void theRouterAnswersWhereAnEndpointWouldBeAsked() throws Exception {
    String other = "GET %s HTTP/1.1\r\nhost: a\r\n\r\n";
    sheds(
        "http_downstream_filter_check",
        gateway ->
            () ->
                List.of(
                    Pressed.once(gateway, "main", GET),
                    Pressed.once(gateway, "main", UP.formatted("200")),
                    Pressed.once(gateway, "main", other.formatted("/none")),
                    Pressed.once(gateway, "main", other.formatted("/empty"))),
        List.of(
            SERVED,
            BUSY,
            "HTTP/1.1 503 Service Unavailable: ",
            "HTTP/1.1 503 Service Unavailable: no healthy upstream"),
        1,
        "http.main.rq_overload_local_reply");
  }

  @Test
  void noConnectionIsOpenedToAnEndpointAndThoseThatAreOpenAreUsed() throws Exception {
    String overflow =
        "HTTP/1.1 503 Service Unavailable: upstream connect error or disconnect/reset before"
            + " headers. reset reason: overflow";
    sheds(
        "connection_pool_new_connection",
        gateway -> {
          List<String> idle = List.of(Pressed.once(gateway, "main", UP.formatted("200")));
          assertThat(idle.getFirst()).startsWith("HTTP/1.1 200 OK");
          return () -> {
            String again = Pressed.once(gateway, "main", UP.formatted("200"));
            try (Socket held = said(gateway, "main", UP.formatted("hold"))) {
              Pressed.await(gateway, "cluster.web.upstream_rq_active", 1);
              assertThat(held.isConnected()).isTrue();
              String refused = Pressed.once(gateway, "main", UP.formatted("200"));
              return List.of(again.substring(0, 15), refused);
            }
          };
        },
        List.of("HTTP/1.1 200 OK", overflow),
        1);
  }

  /// Also where the listener bypasses the overload manager: the connection is its cluster's.
  @Test
  void noConnectionIsOpenedForOneThatIsRelayed() throws Exception {
    sheds(
        "connection_pool_new_connection",
        gateway -> {
          Socket open = Pressed.connect(gateway, "relay");
          assertThat(Pressed.seen(open, GET)).startsWith("HTTP/1.1 200 ");
          return () -> {
            try (open) {
              return List.of(
                  Pressed.seen(open, GET).substring(0, 12),
                  Pressed.once(gateway, "relay", GET),
                  Pressed.once(gateway, "bypassing-relay", GET));
            }
          };
        },
        List.of("HTTP/1.1 200", CLOSED, CLOSED),
        2,
        "cluster.web.upstream_rq_cancelled",
        "cluster.web.upstream_rq_pending_total");
  }

  @Test
  void nothingIsShedWhereAListenerBypassesTheOverloadManager() throws Exception {
    List<String> points =
        MONITORS.stream().filter(each -> each.matches("(tcp|hcm|http).*")).toList();
    for (String point : points) {
      proxies().press(point, "0.5", "envoy.load_shed_points." + point + ".scale_percent", 100);
    }
    for (Gateway each : proxies().both()) {
      assertThat(Pressed.once(each, "bypassing", GET)).as(each.name()).isEqualTo(SERVED);
      assertThat(Pressed.once(each, "bypassing", UP.formatted("200"))).startsWith(OK);
      assertThat(Pressed.once(each, "bypassing-relay", GET)).startsWith("HTTP/1.1 200 ");
    }
    for (String point : points) {
      proxies().press(point, "0", "envoy.load_shed_points." + point + ".scale_percent", 0);
    }
  }

  @Test
  void connectionsAreNotRelayed() throws Exception {
    sheds(
        "tcp_proxy_upstream_connect",
        gateway -> () -> List.of(Pressed.once(gateway, "relay", GET)),
        List.of(CLOSED),
        1,
        "tcp.relay.downstream_cx_overload_close");
  }

  @Test
  void bytesAreNotRelayed() throws Exception {
    sheds(
        "tcp_proxy_on_data",
        gateway -> {
          Socket open = Pressed.connect(gateway, "relay");
          assertThat(Pressed.seen(open, GET)).startsWith("HTTP/1.1 200 ");
          return () -> {
            try (open) {
              return List.of(Pressed.seen(open, GET), Pressed.once(gateway, "relay", GET));
            }
          };
        },
        List.of(CLOSED, CLOSED),
        2,
        "tcp.relay.downstream_cx_overload_close");
  }

  /// By chance, of which a hundred are enough to show both.
  @Test
  void halfOfTheRequestsAreAnsweredAtOnce() throws Exception {
    proxies().press("requests", "0.5", STOPPED, 50);
    for (Gateway each : proxies().both()) {
      List<String> seen = new ArrayList<>();
      try (Socket socket = Pressed.connect(each, "main")) {
        for (int i = 0; i < 100; i++) {
          seen.add(Pressed.seen(socket, GET));
        }
      }
      assertThat(seen).as(each.name()).contains(SERVED, BUSY).containsOnly(SERVED, BUSY);
    }
    proxies().press("requests", "0.29", STOPPED, 23); // what is less than a percent is cut off
  }

  @Test
  void openConnectionsAreAPressureToo() throws Exception {
    for (Gateway each : proxies().both()) {
      List<Socket> open = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        open.add(Pressed.connect(each, "main"));
      }
      String gauge = "overload.envoy.overload_actions.disable_http_keepalive.active";
      Pressed.await(each, gauge, 1);
      assertThat(Pressed.seen(open.getFirst(), GET))
          .as(each.name())
          .isEqualTo("HTTP/1.1 200 OK, close: hello");
      for (Socket socket : open) {
        socket.close();
      }
      Pressed.await(each, gauge, 0);
    }
  }

  /// Those that began before are shortened too.
  @Test
  void waitsAreShortened() throws Exception {
    Map<Gateway, List<Socket>> waiting = new HashMap<>();
    Map<Gateway, Http2Peer> flushing = new HashMap<>();
    for (Gateway each : proxies().both()) {
      waiting.put(
          each,
          List.of(
              Pressed.connect(each, "idle"),
              said(each, "streams", "GET / HT"),
              said(each, "streams", "POST /up HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\nab"),
              Pressed.connect(each, "old"),
              Pressed.connect(each, "secure")));
      Http2Peer peer =
          new Http2Peer(Pressed.connect(each, "streams"), new Http2Settings().initialWindowSize(0));
      peer.head(0, GET_HTTP2, true);
      flushing.put(each, peer);
    }
    proxies().press("timers", "0.9", SHORTENED, 100);
    for (Gateway each : proxies().both()) {
      List<String> seen = new ArrayList<>();
      for (Socket socket : Objects.requireNonNull(waiting.get(each))) {
        seen.add(Pressed.seen(socket, ""));
        socket.close();
      }
      String late = "HTTP/1.1 408 Request Timeout, close: stream timeout";
      assertThat(seen).as(each.name()).containsExactly(CLOSED, late, late, CLOSED, CLOSED);
      try (Http2Peer peer = Objects.requireNonNull(flushing.get(each))) {
        assertThat(peer.await(3).reset()).as(each.name()).isEqualTo(2);
      }
      for (String counter :
          List.of(
              "http.idle.downstream_cx_idle_timeout",
              "http.old.downstream_cx_max_duration_reached",
              "listener.127.0.0.1_0.downstream_cx_transport_socket_connect_timeout",
              "http2.tx_flush_timeout")) {
        Pressed.await(each, counter, 1);
      }
      Pressed.await(each, "http.streams.downstream_rq_idle_timeout", 2);
    }
  }
}
