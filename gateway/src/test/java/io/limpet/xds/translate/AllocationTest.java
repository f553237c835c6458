package io.limpet.xds.translate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.limpet.Http2Peer;
import io.limpet.mesh.MeshOptions;
import io.limpet.metrics.Metrics;
import io.limpet.proxy.Proxy;
import io.limpet.proxy.ProxyOptions;
import io.limpet.proxy.plan.reading.PlanBuilder;
import io.limpet.xds.resources.Resources;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the collector is given for each request, exactly: the bytes that the event loop's thread
/// allocates, with all that Istio configures by default. They depend on neither the machine nor
/// what else it does; what the second compiler saves of them is less than what is allowed here.
final class AllocationTest {
  private static final int WARM_UP = 300;
  private static final int ROUNDS = 3;
  private static final int REQUESTS = 200;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
  private ServerSocket endpoint;
  private Proxy proxy;
  private int port;
  private long loop;

  /// Following buffers with stack traces, as all other tests do, allocates a lot.
  @BeforeEach
  void start() throws Exception {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    endpoint = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.7.1"));
    Thread.ofVirtual().start(this::acceptAll);
    proxy = new Proxy(ProxyOptions.usual(new Metrics()).withEventLoops(1));
    proxy.start(
        new PlanBuilder().build(onAnyPort(Translation.of(MeshOptions.DEFAULT, yaml()))).plan());
    port = proxy.address("0.0.0.0_8080").orElseThrow().getPort();
    loop =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith("limpet-loop-"))
            .mapToLong(Thread::threadId)
            .max()
            .orElseThrow();
  }

  @AfterEach
  void stop() throws Exception {
    proxy.close();
    endpoint.close();
    ResourceLeakDetector.setLevel(level);
  }

  @ParameterizedTest
  @CsvSource({
    "a token in a header, /header, x-session: TOKEN, 0, 80",
    "a token in a cookie, /cookie, cookie: sid=TOKEN, 0, 80",
    "a hash of a header, /hashed, x-user: ricky, 0, 100",
    "a body of 2 KiB, /header, x-session: TOKEN, 2048, 100",
    "a body of 200 KiB, /header, x-session: TOKEN, 204800, 100"
  })
  void aRequestOfHttp1(String what, String path, String header, int body, long bound)
      throws Exception {
    byte[] request =
        ((body > 0 ? "POST " : "GET ")
                + path
                + " HTTP/1.1\r\nhost: shop\r\n"
                + header.replace("TOKEN", token())
                + "\r\nuser-agent: curl/7.88.1\r\naccept: */*\r\n"
                + (body > 0 ? "content-length: " + body + "\r\n\r\n" : "\r\n")
                + "x".repeat(body))
            .getBytes(ISO_8859_1);
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
      client.setTcpNoDelay(true);
      Exchange one =
          () -> {
            client.getOutputStream().write(request);
            assertThat(read(client.getInputStream())).startsWith("HTTP/1.1 200 ");
          };
      assertThat(allocated(one)).as(what).isLessThanOrEqualTo(bound);
    }
  }

  @Test
  void aRequestOfHttp2() throws Exception {
    List<String> head =
        List.of(
            ":method: GET",
            ":scheme: http",
            ":path: /header",
            ":authority: shop",
            "x-session: " + token());
    try (Http2Peer client = new Http2Peer(new Socket(InetAddress.getLoopbackAddress(), port))) {
      Exchange one =
          () ->
              assertThat(client.await(client.head(0, head, true)).header(":status"))
                  .isEqualTo("200");
      assertThat(allocated(one)).isLessThanOrEqualTo(250);
    }
  }

  /// Bytes for each request, once connections, pools and tables are there: of the least of some
  /// rounds, since a class that is loaded now, or a table that grows once, is not a request's.
  private long allocated(Exchange one) throws IOException {
    for (int i = 0; i < WARM_UP; i++) {
      one.run();
    }
    long least = Long.MAX_VALUE;
    for (int i = 0; i < ROUNDS; i++) {
      least = Math.min(least, round(one));
    }
    return least;
  }

  private long round(Exchange one) throws IOException {
    long before = THREADS.getThreadAllocatedBytes(loop);
    for (int i = 0; i < REQUESTS; i++) {
      one.run();
    }
    return (THREADS.getThreadAllocatedBytes(loop) - before) / REQUESTS;
  }

  private interface Exchange {
    void run() throws IOException;
  }

  private String token() {
    return Base64.getEncoder()
        .encodeToString(("127.0.7.1:" + endpoint.getLocalPort()).getBytes(ISO_8859_1));
  }

  // The endpoint.

  private void acceptAll() {
    while (!endpoint.isClosed()) {
      try {
        Socket socket = endpoint.accept();
        Thread.ofVirtual().start(() -> answerAll(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private static void answerAll(Socket socket) {
    byte[] answer = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello".getBytes(ISO_8859_1);
    try (socket) {
      socket.setTcpNoDelay(true);
      while (!read(socket.getInputStream()).isEmpty()) {
        socket.getOutputStream().write(answer);
      }
    } catch (IOException gone) {
      // The test is over.
    }
  }

  /// Reads one message with its body and gives its head, empty at the end.
  private static String read(InputStream in) throws IOException {
    byte[] bytes = new byte[16 << 10];
    int size = 0;
    int end = -1;
    while (end < 0) {
      int more = in.read(bytes, size, bytes.length - size);
      if (more < 0) {
        return "";
      }
      size += more;
      end = new String(bytes, 0, size, ISO_8859_1).indexOf("\r\n\r\n");
    }
    String head = new String(bytes, 0, end, ISO_8859_1) + "\r\n";
    int length = head.indexOf("content-length: ");
    long rest = -(size - end - 4);
    if (length >= 0) {
      int from = length + "content-length: ".length();
      rest += Long.parseLong(head.substring(from, head.indexOf('\r', from)));
    }
    in.skipNBytes(rest);
    return head;
  }

  // The configuration.

  private String yaml() {
    StringBuilder text = new StringBuilder(Shop.GATEWAY);
    text.append(Shop.service("hashed", "labels: {app: hashed}"));
    text.append(Shop.headerService("header", "x-session"));
    text.append(Shop.cookieService("cookie", "sid"));
    text.append(
        Shop.rule(
            "hashed",
            "default",
            "{host: hashed, trafficPolicy: {loadBalancer: {consistentHash: {httpHeaderName:"
                + " x-user}}}}"));
    List<String> rules = new ArrayList<>();
    for (String name : List.of("hashed", "header", "cookie")) {
      text.append(
          Shop.slice(name, "ready: true")
              .replace("10.0.0.", "127.0.7.")
              .replace("port: 8080", "port: " + endpoint.getLocalPort()));
      rules.add(
          "{match: [{uri: {prefix: /%s}}], route: [{destination: {host: %s}}]}"
              .formatted(name, name));
    }
    return text.append(Shop.routes("all", "'*'", rules.toString())).toString();
  }

  private static Resources onAnyPort(Resources resources) {
    TreeMap<String, Listener> listeners = new TreeMap<>();
    resources
        .listeners()
        .forEach(
            (name, listener) -> {
              Listener.Builder changed = listener.toBuilder();
              changed.getAddressBuilder().getSocketAddressBuilder().setPortValue(0);
              listeners.put(name, changed.build());
            });
    return new Resources(
        resources.version(),
        listeners,
        resources.routes(),
        resources.clusters(),
        resources.endpoints());
  }
}
