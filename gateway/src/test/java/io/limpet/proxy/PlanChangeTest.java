package io.limpet.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.limpet.Await;
import io.limpet.metrics.Metrics;
import io.limpet.proxy.loop.ProxyLimits;
import io.limpet.proxy.plan.ListenerPlan;
import io.limpet.proxy.plan.Plan;
import io.limpet.proxy.plan.reading.Managers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Plans that follow one another, and listeners that come and go.
class PlanChangeTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 8})
  void noRequestFailsWhileEndpointsComeAndGo(int eventLoops) throws Exception {
    Plans plans = new Plans();
    try (var one = FakeUpstream.echoing();
        var two = FakeUpstream.echoing();
        var three = FakeUpstream.echoing();
        var proxy = new TestProxy(plans.to(one, two), eventLoops);
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      AtomicBoolean enough = new AtomicBoolean();
      List<Future<Integer>> served = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        served.add(clients.submit(() -> callUntil(enough, proxy)));
      }
      List<Plan> turns = List.of(plans.to(one), plans.to(two, three), plans.to(three, one));
      for (int i = 0; i < 200; i++) {
        assertThat(proxy.proxy().update(turns.get(i % turns.size()))).isEmpty();
        int seen = three.requests().size() + one.requests().size();
        Await.until("requests go on", () -> three.requests().size() + one.requests().size() > seen);
      }
      enough.set(true);
      for (Future<Integer> each : served) {
        assertThat(each.get()).isPositive();
      }
    }
  }

  private static int callUntil(AtomicBoolean enough, TestProxy proxy) throws IOException {
    int count = 0;
    try (Wire client = proxy.client()) {
      while (!enough.get()) {
        assertThat(client.get("/").status()).isEqualTo(200);
        count++;
      }
    }
    return count;
  }

  @Test
  void aRequestUnderWayFinishesAtAnEndpointThatIsGone() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    Plans plans = new Plans();
    try (var slow =
            new FakeUpstream(
                (wire, self) -> {
                  self.read(wire);
                  awaitQuietly(answer);
                  wire.send("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nslow");
                  wire.rest();
                });
        var next = FakeUpstream.echoing();
        var proxy = new TestProxy(plans.to(slow));
        var client = proxy.client()) {
      var state = proxy.endpointState();
      client.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n");
      Await.until("the request is upstream", () -> slow.requests().size() == 1);
      proxy.proxy().update(plans.to(next));
      answer.countDown();
      assertThat(client.answer().body()).isEqualTo("slow");
      Await.until("the connection is closed", () -> state.connectionsActive.sum() == 0);
      assertThat(client.get("/").body()).isEqualTo(next.address());
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aPlanThatComesAfterTheEndOpensNothing() throws Exception {
    var proxy = new Proxy(ProxyOptions.usual(new Metrics()).withEventLoops(1));
    proxy.close();
    Plan late = new Plans().to();
    assertThat(proxy.update(late)).isEmpty();
    assertThat(proxy.plan()).isSameAs(Plan.EMPTY);
    assertThat(proxy.sockets()).isEmpty();
  }

  @Test
  void aPortInUseIsNamedAndNothingIsOpened() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, Plans.LOOPBACK);
        var proxy = new Proxy(ProxyOptions.usual(new Metrics()).withEventLoops(1))) {
      InetSocketAddress free = freeAddress();
      Plan plan = listeners(free, (InetSocketAddress) taken.getLocalSocketAddress());
      assertThatThrownBy(() -> proxy.start(plan))
          .isInstanceOf(ListenersUnavailableException.class)
          .hasMessageContaining("port " + taken.getLocalPort() + " is in use")
          .hasMessageContaining("choose another port");
      try (ServerSocket still = new ServerSocket(free.getPort(), 1, free.getAddress())) {
        assertThat(still.isBound()).isTrue();
      }
    }
  }

  private static InetSocketAddress freeAddress() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, Plans.LOOPBACK)) {
      return (InetSocketAddress) free.getLocalSocketAddress();
    }
  }

  @ParameterizedTest
  @EnumSource(Stop.class)
  void aListenerThatIsDrainedServesWhatIsOpenAndTellsClientsToComeAnew(Stop stop) throws Exception {
    try (var upstream = FakeUpstream.echoing();
        var proxy = new Proxy(drainingWithin(100))) {
      proxy.start(new Plans().to(upstream));
      InetSocketAddress at = proxy.address(Plans.LISTENER).orElseThrow();
      try (Wire client = new Wire(new Socket(at.getAddress(), at.getPort()))) {
        assertThat(client.get("/").header("connection")).isNull();
        proxy.drainListeners(Set.of("another"), Stop.NOW);
        assertThat(client.get("/").header("connection")).isNull();
        proxy.drainListeners(Set.of(Plans.LISTENER), stop);
        Await.until("the client is told", () -> ends(client));
      }
      switch (stop) {
        case NOW, AFTER_DRAIN -> Await.until("it does not listen", () -> !takes(at));
        case NEVER -> assertThat(takes(at)).isTrue();
      }
    }
  }

  private static ProxyOptions drainingWithin(long millis) {
    return ProxyOptions.usual(new Metrics())
        .withEventLoops(1)
        .withLimits(ProxyLimits.DEFAULT.withAskedDrain(millis, false));
  }

  private static boolean ends(Wire client) {
    try {
      return "close".equals(client.get("/").header("connection"));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static boolean takes(InetSocketAddress at) {
    try (Socket socket = new Socket(at.getAddress(), at.getPort())) {
      return socket.isConnected();
    } catch (IOException refused) {
      return false;
    }
  }

  @Test
  void listenersThatTakeAnyPortHaveOneEach() throws Exception {
    InetSocketAddress any = new InetSocketAddress(Plans.LOOPBACK, 0);
    try (var proxy = new Proxy(ProxyOptions.usual(new Metrics()).withEventLoops(1))) {
      proxy.start(listeners(any, any));
      InetSocketAddress first = proxy.address(Plans.LISTENER).orElseThrow();
      InetSocketAddress second = proxy.address("second").orElseThrow();
      assertThat(first.getPort()).isNotEqualTo(second.getPort());
      assertThat(proxy.update(listeners(any, any))).isEmpty();
      assertThat(proxy.address(Plans.LISTENER)).contains(first);
    }
  }

  private static Plan listeners(InetSocketAddress one, InetSocketAddress two) {
    ListenerPlan first = new Plans().address(one).listener();
    ListenerPlan second = new Plans().address(two).listener();
    ListenerPlan renamed =
        ListenerPlan.http(
            "second", second.address(), Managers.of(second).http(), Managers.of(second).routes());
    return new Plan(Map.of(first.name(), first, renamed.name(), renamed), Map.of());
  }

  @Test
  void aListenerThatIsGoneEndsItsConnectionsAfterTheirAnswers() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    try (var slow =
            new FakeUpstream(
                (wire, self) -> {
                  self.read(wire);
                  awaitQuietly(answer);
                  wire.send("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nslow");
                });
        var proxy = new TestProxy(new Plans().to(slow));
        var idle = proxy.client();
        var busy = proxy.client()) {
      InetSocketAddress at = proxy.proxy().address(Plans.LISTENER).orElseThrow();
      busy.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n");
      Await.until("the request is upstream", () -> slow.requests().size() == 1);
      proxy.proxy().update(Plan.EMPTY);
      assertThat(idle.ended()).isTrue();
      assertThatThrownBy(() -> new Socket(at.getAddress(), at.getPort()).close())
          .isInstanceOf(IOException.class);
      answer.countDown();
      Wire.Message last = busy.answer();
      assertThat(last.body()).isEqualTo("slow");
      assertThat(last.header("connection")).isEqualTo("close");
      assertThat(busy.ended()).isTrue();
    }
  }

  private static final FakeUpstream.Script ECHOING_WEB_SOCKET =
      (wire, self) -> {
        self.read(wire);
        wire.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n");
        wire.send("Connection: Upgrade\r\n\r\n");
        for (String said = wire.text(4); !said.isEmpty(); said = wire.text(4)) {
          wire.send(said);
        }
      };

  private static Wire client(Proxy proxy) throws IOException {
    InetSocketAddress at = proxy.address(Plans.LISTENER).orElseThrow();
    return new Wire(new Socket(at.getAddress(), at.getPort()));
  }

  private static Wire webSocket(Proxy proxy) throws IOException {
    Wire client = client(proxy);
    client.send("GET / HTTP/1.1\r\nHost: t\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    assertThat(client.head().status()).isEqualTo(101);
    return client;
  }

  /// Whether it gives back what it is sent.
  private static boolean echoes(Wire client) throws IOException {
    return client.send("ping").text(4).equals("ping");
  }

  @Test
  void whatWasUpgradedGoesOnWithoutItsListenerUntilTheDrainTimeIsOver() throws Exception {
    try (var upstream = new FakeUpstream(ECHOING_WEB_SOCKET);
        var proxy = new Proxy(drainingWithin(500))) {
      proxy.start(new Plans().to(upstream));
      try (var client = webSocket(proxy)) {
        long start = System.nanoTime();
        proxy.update(Plan.EMPTY);
        assertThat(echoes(client)).isTrue();
        assertThat(client.ended()).isTrue();
        Duration lived = Duration.ofNanos(System.nanoTime() - start);
        assertThat(lived).isBetween(Duration.ofMillis(450), Duration.ofSeconds(4));
      }
    }
  }

  @Test
  void theEndCutsWhatWasUpgradedAndFinishesAnswersOfAListenerThatIsGone() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    try (var upstream = new FakeUpstream(ECHOING_WEB_SOCKET);
        var slow =
            new FakeUpstream(
                (wire, self) -> {
                  self.read(wire);
                  awaitQuietly(answer);
                  wire.send("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nslow");
                });
        var ending = Executors.newVirtualThreadPerTaskExecutor()) {
      Proxy proxy = new Proxy(drainingWithin(60_000));
      proxy.start(new Plans().to(upstream));
      try (var upgraded = webSocket(proxy)) {
        proxy.update(new Plans().to(slow));
        try (var busy = client(proxy)) {
          busy.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n");
          Await.until("the request is upstream", () -> slow.requests().size() == 1);
          proxy.update(Plan.EMPTY);
          assertThat(echoes(upgraded)).isTrue();
          Future<?> end = ending.submit(proxy::close);
          assertThat(upgraded.ended()).isTrue();
          assertThat(end.isDone()).isFalse();
          answer.countDown();
          assertThat(busy.answer().body()).isEqualTo("slow");
          end.get();
        }
      }
    }
  }
}
