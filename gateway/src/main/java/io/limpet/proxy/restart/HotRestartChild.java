package io.limpet.proxy.restart;

import io.limpet.proxy.listener.FormerOwner;
import io.limpet.proxy.listener.InheritedSockets;
import io.netty.channel.ChannelFuture;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.DomainSocketReadMode;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// Takes the place of the process that serves: gets its listening sockets, and tells it to drain
/// when they are served here. If it goes away before that, the other goes on as before.
public final class HotRestartChild implements AutoCloseable {
  private final RestartPlace parent;
  private final RestartLoop loop = new RestartLoop();
  private final EpollDomainSocketChannel channel = new EpollDomainSocketChannel();
  private final Line line = new Line();
  private int generation;

  private HotRestartChild(RestartPlace parent) {
    this.parent = parent;
  }

  /// Finds the process before the one that `own` is.
  public static HotRestartChild find(RestartPlace own) throws HotRestartException {
    HotRestartChild child = new HotRestartChild(own.before());
    try {
      child.greet();
      return child;
    } catch (HotRestartException failed) {
      child.close();
      throw failed;
    }
  }

  private void greet() throws HotRestartException {
    channel.pipeline().addLast(line);
    loop.loop().register(channel).syncUninterruptibly();
    ChannelFuture connected = channel.connect(parent.address()).awaitUninterruptibly();
    if (!connected.isSuccess()) {
      throw new HotRestartException(
          ("there is no process of %s to take the place of: start it with the same --base-id, with"
                  + " epoll and without --disable-hot-restart; the first process has"
                  + " --restart-epoch 0")
              .formatted(parent));
    }
    try {
      String stranger = PeerCheck.stranger(channel);
      if (!stranger.isEmpty()) {
        throw new HotRestartException(
            "the process of %s is not to be trusted: %s; run both as the same user"
                .formatted(parent, stranger));
      }
      Line.say(channel, Words.HELLO);
      expect(line.line());
      generation = Integer.parseInt(line.line().substring(Words.GENERATION.length())) + 1;
    } catch (IOException | RuntimeException failed) {
      throw failed(failed);
    }
  }

  private void expect(String hello) throws HotRestartException {
    if (hello.startsWith(Words.REFUSED)) {
      throw new HotRestartException(
          "the process of %s refuses: %s"
              .formatted(parent, hello.substring(Words.REFUSED.length())));
    }
    if (!hello.equals(Words.HELLO)) {
      throw new HotRestartException(
          ("the process of %s says '%s': end it, and start this one with --restart-epoch 0"
                  + " (another version of Limpet may speak otherwise)")
              .formatted(parent, hello));
    }
  }

  private HotRestartException failed(Exception why) {
    return new HotRestartException(
        "the process of %s does not give its sockets: %s; it goes on serving"
            .formatted(parent, why.getMessage()));
  }

  /// How many processes have taken each other's place.
  public int generation() {
    return generation;
  }

  /// The sockets that the other process listens on.
  public InheritedSockets sockets() throws HotRestartException {
    try {
      List<String> addresses = addresses();
      channel.config().setReadMode(DomainSocketReadMode.FILE_DESCRIPTORS);
      Line.say(channel, Words.PASS);
      Map<String, FileDescriptor> sockets = new LinkedHashMap<>();
      for (String each : addresses) {
        sockets.put(each, line.descriptor());
      }
      channel.config().setReadMode(DomainSocketReadMode.BYTES);
      return new InheritedSockets(sockets);
    } catch (IOException failed) {
      throw failed(failed);
    }
  }

  private List<String> addresses() throws IOException {
    Line.say(channel, Words.SOCKETS);
    List<String> addresses = new ArrayList<>();
    for (String said = line.line(); !said.equals(Words.END); said = line.line()) {
      addresses.add(said.substring(Words.SOCKET.length()));
    }
    return addresses;
  }

  /// The other process accepts no more, and ends when it is drained, within `limit`. When this
  /// returns, its other ports are free.
  public void drainParent(Duration limit) throws HotRestartException {
    try {
      Line.say(channel, Words.DRAIN + limit.toSeconds());
      String answer = line.line();
      if (!answer.equals(Words.RELEASED)) {
        throw new IOException("it says " + answer);
      }
    } catch (IOException failed) {
      throw new HotRestartException(
          "the process of %s may not have heard that its place is taken: %s; end it with SIGTERM"
              .formatted(parent, failed.getMessage()));
    }
  }

  /// The other process reads the sockets of datagrams of this name no more, but has connections
  /// whose datagrams may be passed on to it. `dropped` counts those that it does not take in time.
  public FormerOwner datagrams(String name, LongAdder dropped) throws HotRestartException {
    try {
      return ParentDatagrams.open(parent, name, dropped);
    } catch (IOException failed) {
      throw new HotRestartException(
          "the process of %s gets no more of %s, its clients there come anew: %s"
              .formatted(parent, name, failed.getMessage()));
    }
  }

  @Override
  public void close() {
    var _ = channel.close().awaitUninterruptibly();
    loop.close();
  }
}
