package io.limpet.proxy.restart;

import io.limpet.proxy.listener.FormerOwner;
import io.netty.channel.ChannelFuture;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;

/// Passes datagrams on to the process whose place is taken, for the connections that it still has.
/// What it does not take as fast as they come is lost, as datagrams may be.
final class ParentDatagrams implements FormerOwner {
  private final RestartLoop loop = new RestartLoop();
  private final EpollDomainSocketChannel channel = new EpollDomainSocketChannel();
  private final Line line = new Line();
  private final LongAdder dropped;
  private int mark;

  private ParentDatagrams(LongAdder dropped) {
    this.dropped = dropped;
  }

  /// From now on that process reads the sockets of this name no more. `dropped` counts what
  /// is lost.
  static ParentDatagrams open(RestartPlace parent, String name, LongAdder dropped)
      throws IOException {
    ParentDatagrams made = new ParentDatagrams(dropped);
    try {
      made.begin(parent, name);
      return made;
    } catch (IOException failed) {
      var _ = made.channel.close();
      throw failed;
    }
  }

  private void begin(RestartPlace parent, String name) throws IOException {
    channel.pipeline().addLast(line);
    var _ = channel.closeFuture().addListener(_ -> loop.close());
    loop.loop().register(channel).syncUninterruptibly();
    ChannelFuture connected = channel.connect(parent.address()).awaitUninterruptibly();
    if (!connected.isSuccess()) {
      throw new IOException(connected.cause());
    }
    String stranger = PeerCheck.stranger(channel);
    if (!stranger.isEmpty()) {
      throw new IOException(stranger);
    }
    Line.say(channel, Words.DATAGRAMS + name);
    String answer = line.line();
    if (!answer.startsWith(Words.MARK)) {
      throw new IOException("it says " + answer);
    }
    mark = Integer.parseInt(answer.substring(Words.MARK.length()));
  }

  @Override
  public int mark() {
    return mark;
  }

  @Override
  public void pass(int socket, DatagramPacket datagram) {
    try {
      if (channel.isWritable()) {
        var _ = channel.writeAndFlush(DatagramFrames.write(channel.alloc(), socket, datagram));
      } else {
        dropped.increment();
      }
    } finally {
      datagram.release();
    }
  }
}
