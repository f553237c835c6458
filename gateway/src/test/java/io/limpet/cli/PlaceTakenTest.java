package io.limpet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.limpet.Await;
import io.limpet.Http2Peer;
import io.limpet.proxy.Wire;
import io.limpet.xds.bootstrap.BootstrapFile;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// A gateway takes the place of another, or does not; both in this process.
final class PlaceTakenTest {
  private static final List<String> GET =
      List.of(":method: GET", ":scheme: http", ":authority: test", ":path: /");
  private static final String REQUEST = "GET / HTTP/1.1\r\nHost: test\r\n\r\n";

  private final String baseId =
      "--base-id=" + ThreadLocalRandom.current().nextInt(1_000, Integer.MAX_VALUE);
  private final Queue<String> told = new ConcurrentLinkedQueue<>();
  private final List<AutoCloseable> open = new ArrayList<>();
  private int port;

  @Command
  private static final class Flags {
    @Mixin GatewayServing serving = new GatewayServing();
  }

  @BeforeEach
  void port() throws IOException {
    port = GatewayProcess.freePort();
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  private String bootstrap(String answer) throws IOException {
    SlowEndpoint endpoint = new SlowEndpoint(answer, Duration.ofMillis(100));
    open.add(endpoint);
    return Bootstraps.routed(port, endpoint.port());
  }

  private GatewayInstance gateway(String bootstrap, String... flags) throws StartException {
    Flags all = new Flags();
    List<String> words = new ArrayList<>(List.of("--concurrency=1", baseId));
    words.addAll(List.of(flags));
    new CommandLine(all).parseArgs(words.toArray(String[]::new));
    GatewayInstance instance =
        GatewayInstance.start(
            all.serving.setup(BootstrapFile.read(bootstrap, "envoy.yaml"), false), told::add);
    open.add(instance);
    return instance;
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), port);
  }

  private String answer() throws IOException {
    try (Wire client = new Wire(connect())) {
      return client.send(REQUEST).answer().body();
    }
  }

  @Test
  void theOldOneAnswersWhatItHasAndEndsWhenItsClientsAreGone() throws Exception {
    GatewayInstance old = gateway(bootstrap("one"), "--drain-strategy=immediate");
    try (Wire client = new Wire(connect());
        Http2Peer peer = new Http2Peer(connect())) {
      client.send(REQUEST);
      assertThat(peer.await(peer.head(0, GET, true)).body()).isEqualTo("one");
      int underWay = peer.head(0, GET, true);
      var _ = gateway(bootstrap("two"), "--restart-epoch=1");
      assertThat(client.answer().body()).isEqualTo("one");
      assertThat(answer()).isEqualTo("two");
      assertThat(old.over()).isNotDone();
      assertThat(peer.await(underWay).body()).isEqualTo("one");
      Await.until("both GOAWAYs", () -> peer.goAways().size() == 2);
      assertThat(peer.goAways()).containsExactly("2147483647 0", underWay + " 0");
      assertThat(client.send(REQUEST).answer().header("connection")).isEqualTo("close");
    }
    old.over().get(10, TimeUnit.SECONDS);
    assertThat(answer()).isEqualTo("two");
    assertThat(told).noneMatch(each -> each.startsWith("error"));
  }

  @Test
  void whoeverStaysConnectedHasUntilParentShutdownTime() throws Exception {
    GatewayInstance old = gateway(bootstrap("one"));
    try (Socket idle = connect()) {
      Await.until("it is accepted", () -> idle.isConnected() && answers("one"));
      var _ = gateway(bootstrap("two"), "--restart-epoch=1", "--parent-shutdown-time-s=1");
      old.over().get(10, TimeUnit.SECONDS);
    }
  }

  private boolean answers(String text) {
    try {
      return answer().equals(text);
    } catch (IOException failed) {
      return false;
    }
  }

  @Test
  void aNewOneThatCannotServeChangesNothing() throws Exception {
    GatewayInstance old = gateway(bootstrap("one"));
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Wire client = new Wire(connect())) {
      String wrong = Bootstraps.withRelay(bootstrap("two"), taken.getLocalPort());
      assertThatThrownBy(() -> gateway(wrong, "--restart-epoch=1"))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("port " + taken.getLocalPort() + " is in use");
      Await.until("the old one heard", () -> told.stream().anyMatch(each -> each.contains("left")));
      assertThat(client.send(REQUEST).answer().body()).isEqualTo("one");
      assertThat(answer()).isEqualTo("one");
      assertThat(old.over()).isNotDone();
    }
    var _ = gateway(bootstrap("three"), "--restart-epoch=1");
    assertThat(answer()).isEqualTo("three");
    old.over().get(10, TimeUnit.SECONDS);
  }

  @Test
  void whyItCannotBeIsTold() throws Exception {
    String nothing = "static_resources: {}";
    assertThatThrownBy(() -> gateway(nothing, "--restart-epoch=3"))
        .hasMessageContaining(
            "no hot restart: there is no process of "
                + baseId.replace("--base-id=", "base id ")
                + " and restart epoch 2")
        .hasMessageContaining("start it with the same --base-id");
    assertThatThrownBy(() -> gateway(nothing, "--restart-epoch=1", "--transport=nio"))
        .hasMessageContaining("with epoll only, and this process has NIO");
    var _ = gateway(nothing);
    assertThatThrownBy(() -> gateway(nothing))
        .hasMessageContaining("give each gateway of this machine its own --base-id");
  }

  @Test
  void anotherVersionIsToldFromThis() throws Exception {
    try (var group = new Group(new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()))) {
      String name = "\0limpet_domain_socket_" + baseId.replace("--base-id=", "") + "_0";
      new ServerBootstrap()
          .group(group.group())
          .channel(EpollServerDomainSocketChannel.class)
          .childHandler(
              new ChannelInboundHandlerAdapter() {
                @Override
                public void channelActive(ChannelHandlerContext context) {
                  Channel to = context.channel();
                  var _ =
                      to.writeAndFlush(
                          ByteBufUtil.writeAscii(to.alloc(), "limpet hot restart 9\n"));
                }
              })
          .bind(new DomainSocketAddress(name))
          .sync();
      assertThatThrownBy(() -> gateway("static_resources: {}", "--restart-epoch=1"))
          .hasMessageContaining("says 'limpet hot restart 9'")
          .hasMessageContaining("another version of Limpet");
    }
  }

  private record Group(MultiThreadIoEventLoopGroup group) implements AutoCloseable {
    @Override
    public void close() {
      var _ = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }
}
