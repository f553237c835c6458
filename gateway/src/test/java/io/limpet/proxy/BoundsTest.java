package io.limpet.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.Await;
import io.limpet.proxy.loop.ProxyLimits;
import io.limpet.proxy.loop.Transport;
import io.limpet.proxy.plan.ClusterChoice;
import io.limpet.proxy.plan.HostRewrite;
import io.limpet.proxy.plan.Mirror;
import io.limpet.proxy.plan.RetryPlan;
import io.limpet.proxy.plan.Rewrite;
import io.limpet.proxy.plan.Route;
import io.limpet.proxy.plan.RouteTimes;
import io.limpet.proxy.plan.filter.HeaderEdits;
import io.limpet.proxy.plan.filter.HttpChain;
import io.limpet.proxy.plan.match.Fraction;
import io.limpet.proxy.plan.pools.HashPolicies;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Bounds that Envoy has not, or has elsewhere.
class BoundsTest {
  private static final int BODY_BYTES = 64 << 20;
  private static final int PIECE = 64 << 10;

  private static ProxyLimits limits(int idlePerEndpoint) {
    ProxyLimits usual = ProxyLimits.DEFAULT;
    return new ProxyLimits(
        usual.highWaterBytes(),
        usual.lowWaterBytes(),
        usual.readAtLeastBytes(),
        usual.readAtMostBytes(),
        usual.retryBytes(),
        idlePerEndpoint,
        usual.accessLogLines(),
        usual.drainMillis(),
        usual.askedDrainMillis(),
        false);
  }

  /// The bound is that of all event loops together.
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void connectionsThatAreIdleBeyondTheBoundAreClosedAndCounted(int loops) throws Exception {
    CyclicBarrier all = new CyclicBarrier(2 * loops);
    List<Wire> clients = new ArrayList<>();
    try (var upstream =
            new FakeUpstream(
                (wire, self) -> {
                  self.read(wire);
                  await(all);
                  wire.send("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
                  wire.rest();
                });
        var proxy =
            new TestProxy(new Plans().to(upstream), loops, Transport.EPOLL, limits(loops))) {
      for (int i = 0; i < 2 * loops; i++) {
        clients.add(proxy.client().send("GET / HTTP/1.1\r\nHost: t\r\n\r\n"));
      }
      for (Wire client : clients) {
        assertThat(client.answer().status()).isEqualTo(200);
      }
      Await.until("as many are kept", () -> proxy.endpointState().connectionsActive.sum() == loops);
      assertThat(
              proxy
                  .metrics()
                  .limpet()
                  .counter("limits_reached", "limit", "idle_per_endpoint")
                  .sum())
          .isEqualTo(loops);
      for (Wire client : clients) {
        client.close();
      }
    }
  }

  /// In Envoy the request would wait for the copy.
  @Test
  void aCopyWhoseEndpointDoesNotReadIsGivenUpAndTheRequestGoesOn() throws Exception {
    CountDownLatch answered = new CountDownLatch(1);
    AtomicLong copied = new AtomicLong(-1);
    FakeUpstream.Script script =
        (wire, self) -> {
          if ("t-shadow".equals(wire.head().header("host"))) {
            await(answered);
            copied.set(drink(wire, BODY_BYTES));
          } else {
            drink(wire, BODY_BYTES);
            wire.send("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\ndone");
            wire.rest();
          }
        };
    try (var one = new FakeUpstream(script);
        var two = new FakeUpstream(script);
        var proxy = new TestProxy(new Plans().action(mirrored()).to(one, two));
        var client = proxy.client()) {
      client.send("POST / HTTP/1.1\r\nHost: t\r\ncontent-length: " + BODY_BYTES + "\r\n\r\n");
      for (int sent = 0; sent < BODY_BYTES; sent += PIECE) {
        client.send(new byte[PIECE], PIECE);
      }
      assertThat(client.answer().body()).isEqualTo("done");
      answered.countDown();
      Await.until("the copy has ended", () -> copied.get() >= 0);
      assertThat(copied.get()).isLessThan(BODY_BYTES);
    }
  }

  private static Route.Forward mirrored() {
    var target = new ClusterChoice.Target(Plans.CLUSTER, HttpChain.EMPTY, HeaderEdits.NONE, "");
    return new Route.Forward(
        new ClusterChoice.Single(target),
        HashPolicies.NONE,
        Rewrite.NONE,
        HostRewrite.NONE,
        RetryPlan.NEVER,
        RouteTimes.DEFAULT.timeout(0),
        List.of(new Mirror(Plans.CLUSTER, "", Fraction.ALL, true, "")),
        Route.Handling.DEFAULT);
  }

  /// How much came, at most `bytes`.
  private static long drink(Wire wire, long bytes) throws IOException {
    byte[] into = new byte[PIECE];
    long total = 0;
    try {
      for (int read = wire.read(into); read > 0; read = total < bytes ? wire.read(into) : 0) {
        total += read;
      }
    } catch (SocketException reset) {
      return total;
    }
    return total;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
