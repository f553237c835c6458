package io.limpet.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/// The load, with nothing between it and its endpoints.
final class LoadClientTest {
  private static final Duration SHORT = Duration.ofMillis(100);

  @Test
  void everyRequestIsAnsweredByTheEndpointThatWasAsked() throws Exception {
    LoadResult result = run("/hello", 4, 0);
    assertThat(result.requests()).isGreaterThan(100);
    assertThat(result.errors() + result.moved()).isZero();
    assertThat(result.bodyBytes() % result.requests()).isZero();
    assertThat(result.latencies().atMost(0.5)).isBetween(1_000L, 50_000_000L);
  }

  @Test
  void bigAnswersAreReadWhole() throws Exception {
    LoadResult result = run("/big", 2, 0);
    assertThat(result.requests()).isPositive();
    assertThat(result.bodyBytes()).isEqualTo(result.requests() << 20);
  }

  @Test
  void aRateIsKeptTo() throws Exception {
    assertThat(run("/hello", 4, 1000).requests()).isBetween(90L, 100L);
  }

  @Test
  void aProxyThatEndsConnectionsIsToldAndNotLoadedForEver() throws Exception {
    try (ServerSocket proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> endAll(proxy));
      Load load = Load.plain((InetSocketAddress) proxy.getLocalSocketAddress(), "/hello", 1);
      assertThatThrownBy(() -> LoadClient.open(load, SSLContext.getDefault()))
          .isInstanceOf(IOException.class);
    }
  }

  private static void endAll(ServerSocket proxy) {
    try {
      while (true) {
        proxy.accept().close();
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private static LoadResult run(String path, int connections, int rate) throws Exception {
    try (Backend backend = Backend.start(2)) {
      Load load = Load.plain(backend.addresses().getLast(), path, connections).withRate(rate);
      try (LoadClient client = LoadClient.open(load, SSLContext.getDefault())) {
        return client.run(SHORT);
      }
    }
  }
}
