package io.limpet.proxy.restart;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.limpet.Await;
import io.limpet.proxy.listener.SharedDatagrams;
import io.limpet.proxy.listener.SharedSocket;
import io.netty.buffer.Unpooled;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What comes for connections of the process before reaches it whole.
final class ParentDatagramsTest {
  private static final int FIRST_BASE_ID = 1_000;
  private static final int MARK = -17;
  private static final InetSocketAddress CLIENT = new InetSocketAddress("192.0.2.1", 40_000);
  private static final InetSocketAddress OURS = new InetSocketAddress("2001:db8::1", 443);

  private final RestartPlace place =
      new RestartPlace(ThreadLocalRandom.current().nextInt(FIRST_BASE_ID, Integer.MAX_VALUE), 0);
  private final Queue<String> happened = new ConcurrentLinkedQueue<>();
  private final LongAdder dropped = new LongAdder();
  private final CountDownLatch goesOn = new CountDownLatch(1);

  private HotRestartParent parent;

  @BeforeEach
  void start() throws Exception {
    parent = HotRestartParent.listen(place, 1, new Sockets());
  }

  @AfterEach
  void stop() {
    goesOn.countDown();
    parent.close();
  }

  /// Of one name, which say what happens to them.
  private final class Sockets implements HotRestartParent.Estate, SharedDatagrams {
    @Override
    public @Nullable SharedDatagrams datagrams(String name) {
      return name.equals("udp/[::]:443") ? this : null;
    }

    @Override
    public int mark() {
      return MARK;
    }

    @Override
    public void stopReading() {
      happened.add("not read");
    }

    @Override
    public void received(int socket, DatagramPacket datagram) {
      String text = datagram.content().toString(US_ASCII);
      happened.add(
          socket + " " + datagram.sender() + " " + datagram.recipient() + " " + text.strip());
      datagram.release();
      if (text.startsWith("wait")) {
        try {
          goesOn.await();
        } catch (InterruptedException over) {
          Thread.currentThread().interrupt();
        }
      }
    }

    @Override
    public List<SharedSocket> sockets() {
      return List.of();
    }

    @Override
    public boolean hold(List<SharedSocket> sockets, Runnable act) {
      return false;
    }

    @Override
    public void release(Duration limit) {
      happened.add("released");
    }

    @Override
    public void tell(String text) {
      happened.add(text);
    }
  }

  private static DatagramPacket datagram(String text) {
    return new DatagramPacket(Unpooled.copiedBuffer(text, US_ASCII), OURS, CLIENT);
  }

  @Test
  void eachComesWithItsSocketAndBothAddresses() throws IOException {
    ParentDatagrams passing = ParentDatagrams.open(place, "udp/[::]:443", dropped);
    assertThat(passing.mark()).isEqualTo(MARK);
    passing.pass(3, datagram("one"));
    passing.pass(0, datagram(""));
    Await.until("both came", () -> happened.size() == 3);
    assertThat(happened).containsExactly("not read", "3 /" + text("one"), "0 /" + text(""));
    assertThat(dropped.sum()).isZero();
  }

  private static String text(String sent) {
    return CLIENT.getAddress().getHostAddress()
        + ":40000 /["
        + OURS.getAddress().getHostAddress()
        + "]:443 "
        + sent;
  }

  @Test
  void whatIsNotTakenInTimeIsDroppedAndCounted() throws IOException {
    ParentDatagrams passing = ParentDatagrams.open(place, "udp/[::]:443", dropped);
    String large = "x".repeat(60_000);
    passing.pass(0, datagram("wait"));
    for (int i = 0; i < 1_000 && dropped.sum() == 0; i++) {
      passing.pass(0, datagram(large));
    }
    assertThat(dropped.sum()).isPositive();
  }

  @Test
  void socketsThatAreNotThereAreNotGivenUp() {
    assertThatThrownBy(() -> ParentDatagrams.open(place, "udp/0.0.0.0:1", dropped))
        .hasMessage("it says refused this process has no udp/0.0.0.0:1");
    assertThat(happened).isEmpty();
  }
}
