package io.limpet.proxy.restart;

import io.limpet.proxy.listener.SharedDatagrams;
import io.limpet.proxy.listener.SharedSocket;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Waits for the process that will take this one's place, and gives it the listening sockets.
public final class HotRestartParent implements AutoCloseable {
  private static final long SEND_MILLIS = 10_000;
  private static final int LONGEST_SHUTDOWN_SECONDS = 1_000_000;

  private final RestartLoop loop = new RestartLoop();
  private final int generation;
  private final Estate estate;
  private final AtomicBoolean asked = new AtomicBoolean();
  private final Channel listening;

  /// What is passed on.
  public interface Estate {
    /// Where the proxy listens now.
    List<SharedSocket> sockets();

    /// Runs `act` while these sockets cannot be closed; false where the proxy listens elsewhere by
    /// now.
    boolean hold(List<SharedSocket> sockets, Runnable act);

    /// The other process serves: when this returns, every other port is free. It ends within
    /// `limit`.
    void release(Duration limit);

    /// The sockets of datagrams of this name, or null where there are none.
    @Nullable SharedDatagrams datagrams(String name);

    void tell(String text);
  }

  private HotRestartParent(int generation, Estate estate, RestartPlace place) throws IOException {
    this.generation = generation;
    this.estate = estate;
    EpollServerDomainSocketChannel channel = new EpollServerDomainSocketChannel();
    channel
        .pipeline()
        .addLast(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext context, Object accepted) {
                accept((EpollDomainSocketChannel) accepted);
              }
            });
    loop.loop().register(channel).syncUninterruptibly();
    ChannelFuture bound = channel.bind(place.address()).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      loop.close();
      throw new IOException(bound.cause());
    }
    this.listening = channel;
  }

  /// Listens for it. `generation` counts the processes that took each other's place.
  public static HotRestartParent listen(RestartPlace place, int generation, Estate estate)
      throws HotRestartException {
    try {
      return new HotRestartParent(generation, estate, place);
    } catch (IOException taken) {
      throw new HotRestartException(
          "another process has " + place + "; give each gateway of this machine its own --base-id");
    }
  }

  private void accept(EpollDomainSocketChannel channel) {
    Line line = new Line();
    channel.pipeline().addLast(line);
    loop.loop().register(channel).syncUninterruptibly();
    Thread.ofVirtual().name("limpet-restart").start(() -> converse(channel, line));
  }

  private void converse(EpollDomainSocketChannel channel, Line line) {
    try {
      String stranger = PeerCheck.stranger(channel);
      if (!stranger.isEmpty()) {
        refuse(channel, stranger);
        return;
      }
      String first = line.line();
      if (first.startsWith(Words.DATAGRAMS)) {
        takeDatagrams(channel, first.substring(Words.DATAGRAMS.length()));
      } else if (!first.equals(Words.HELLO)) {
        refuse(channel, "this process speaks '" + Words.HELLO + "'");
      } else if (asked.getAndSet(true)) {
        refuse(channel, "another process is about to take this one's place");
      } else {
        serve(channel, line);
      }
    } catch (IOException gone) {
      estate.tell(
          "limpet: hot restart: the other process left before it served (%s); this one goes on"
              .formatted(gone.getMessage()));
    } finally {
      var _ = channel.close();
    }
  }

  /// Until the other process is gone. What comes is not read here again: a third one may read it.
  private void takeDatagrams(Channel channel, String name) {
    SharedDatagrams sockets = estate.datagrams(name);
    if (sockets == null) {
      refuse(channel, "this process has no " + name);
      return;
    }
    sockets.stopReading();
    channel.pipeline().removeFirst();
    channel.pipeline().addLast(DatagramFrames.decoder(), new DatagramFrames.Reader(sockets));
    Line.say(channel, Words.MARK + sockets.mark());
    channel.closeFuture().awaitUninterruptibly();
  }

  private static void refuse(Channel channel, String why) {
    Line.say(channel, Words.REFUSED + why);
  }

  /// Until the other process serves or is gone.
  private void serve(EpollDomainSocketChannel channel, Line line) throws IOException {
    boolean released = false;
    try {
      Line.say(channel, Words.HELLO);
      Line.say(channel, Words.GENERATION + generation);
      estate.tell("limpet: hot restart: another process is starting in this one's place");
      List<SharedSocket> told = List.of();
      while (!released) {
        String asks = line.lineWheneverItComes();
        if (asks.equals(Words.SOCKETS)) {
          told = estate.sockets();
          told.forEach(each -> Line.say(channel, Words.SOCKET + each.address()));
          Line.say(channel, Words.END);
        } else if (asks.equals(Words.PASS)) {
          pass(channel, told);
        } else if (asks.startsWith(Words.DRAIN)) {
          released = true;
          release(channel, asks.substring(Words.DRAIN.length()));
        } else {
          throw new IOException("it said what is not understood");
        }
      }
    } finally {
      asked.set(released);
    }
  }

  private void pass(Channel channel, List<SharedSocket> told) throws IOException {
    boolean held =
        estate.hold(
            told,
            () -> {
              for (SharedSocket each : told) {
                var _ =
                    channel
                        .writeAndFlush(new FileDescriptor(each.descriptor()))
                        .awaitUninterruptibly(SEND_MILLIS);
              }
            });
    if (!held) {
      throw new IOException("meanwhile listeners were opened or closed here");
    }
  }

  private void release(Channel channel, String seconds) throws IOException {
    if (!seconds.matches("\\d{1,7}") || Integer.parseInt(seconds) > LONGEST_SHUTDOWN_SECONDS) {
      throw new IOException("it said no time");
    }
    estate.release(Duration.ofSeconds(Integer.parseInt(seconds)));
    Line.say(channel, Words.RELEASED);
  }

  @Override
  public void close() {
    var _ = listening.close().awaitUninterruptibly();
    loop.close();
  }
}
