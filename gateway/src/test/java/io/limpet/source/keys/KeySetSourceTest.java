package io.limpet.source.keys;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.limpet.Await;
import io.limpet.model.Change;
import io.limpet.model.KeySource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeySetSourceTest {
  private static final String KEYS = "{\"keys\": []}";

  private final Map<String, String> pages = new ConcurrentHashMap<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final BlockingQueue<Change> changes = new LinkedBlockingQueue<>();
  private final KeySetSource source =
      new KeySetSource(
          changes::add,
          new KeySetSource.Pace(Duration.ofMillis(50), Duration.ofMillis(1), Duration.ofMillis(8)));
  private HttpServer server;

  @BeforeEach
  void open() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          String page = pages.get(exchange.getRequestURI().getPath());
          byte[] body = (page == null ? "" : page).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(
              page == null ? 404 : 200, body.length == 0 ? -1 : body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void close() {
    source.close();
    server.stop(0);
  }

  private String address(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private KeySource at(String path) {
    return new KeySource("a", address(path), null);
  }

  private Change next() throws InterruptedException {
    return changes.poll(10, TimeUnit.SECONDS);
  }

  @Test
  void keysAreFetchedAndFetchedAgain() throws Exception {
    pages.put("/jwks", KEYS);
    source.want(Set.of(at("/jwks")));
    assertThat(next()).isEqualTo(new Change.KeySet(at("/jwks"), KEYS));
    assertThat(next()).isInstanceOf(Change.Problems.class);
    pages.put("/jwks", "{\"keys\": [1]}");
    Await.until(
        "the newer keys", () -> changes.stream().anyMatch(each -> each.toString().contains("[1]")));
  }

  @Test
  void keysThatCannotBeFetchedAreTriedForAgainAndToldOf() throws Exception {
    source.want(Set.of(at("/jwks")));
    assertThat(next().toString()).contains("answers 404", "every token is refused");
    pages.put("/jwks", KEYS);
    Await.until("the keys", () -> changes.stream().anyMatch(Change.KeySet.class::isInstance));
  }

  @Test
  void keysThatAreNoSetAreNotTaken() throws Exception {
    pages.put("/jwks", "[]");
    source.want(Set.of(at("/jwks")));
    assertThat(next().toString()).contains("is no JSON object");
    pages.put("/jwks", "{}");
    Await.until(
        "a problem", () -> changes.stream().anyMatch(each -> each.toString().contains("no set")));
  }

  @Test
  void anAnswerWithoutAnEndIsNotKept() throws Exception {
    pages.put("/jwks", "x".repeat((1 << 20) + 1));
    source.want(Set.of(at("/jwks")));
    assertThat(next().toString()).contains("more than 1 MiB");
  }

  @Test
  void anIssuerSaysWhereItsKeysAre() throws Exception {
    pages.put("/.well-known/openid-configuration", "{\"jwks_uri\": \"" + address("/k") + "\"}");
    pages.put("/k", KEYS);
    KeySource issuer = new KeySource(address("/"), "", null);
    source.want(Set.of(issuer));
    assertThat(next()).isEqualTo(new Change.KeySet(issuer, KEYS));
  }

  @Test
  void keysThatAreWantedNoMoreAreNotAskedFor() throws Exception {
    source.want(Set.of(at("/jwks")));
    assertThat(next()).isNotNull();
    source.want(Set.of());
    Await.until(
        "an end of questions",
        () -> {
          int before = asked.get();
          changes.clear();
          return quiet(before);
        });
  }

  private boolean quiet(int before) {
    try {
      return changes.poll(100, TimeUnit.MILLISECONDS) == null && asked.get() == before;
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }
}
