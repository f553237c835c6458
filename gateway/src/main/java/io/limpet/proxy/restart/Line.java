package io.limpet.proxy.restart;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// One end of the conversation, for a thread that waits for what the other says.
final class Line extends SimpleChannelInboundHandler<Object> {
  private static final int LONGEST = 256;
  private static final int MOST_WAITING = 65_536;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Queue<Object> said = new ArrayDeque<>(); // under the lock, like all below
  private final StringBuilder begun = new StringBuilder();
  private boolean over;

  @Override
  protected void channelRead0(ChannelHandlerContext context, Object message) {
    lock.lock();
    try {
      if (message instanceof ByteBuf bytes) {
        take(bytes.toString(US_ASCII));
      } else {
        said.add(message);
      }
      if (begun.length() > LONGEST || said.size() > MOST_WAITING) {
        var _ = context.close();
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void take(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\n') {
        said.add(begun.toString());
        begun.setLength(0);
      } else {
        begun.append(text.charAt(i));
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    lock.lock();
    try {
      over = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    var _ = context.close();
  }

  /// The next line; an exception where none comes.
  String line() throws IOException {
    return (String) next(String.class, PATIENCE_NANOS);
  }

  /// The next line, however long it takes.
  String lineWheneverItComes() throws IOException {
    return (String) next(String.class, Long.MAX_VALUE);
  }

  FileDescriptor descriptor() throws IOException {
    return (FileDescriptor) next(FileDescriptor.class, PATIENCE_NANOS);
  }

  private Object next(Class<?> kind, long patienceNanos) throws IOException {
    lock.lock();
    try {
      long left = patienceNanos;
      while (said.isEmpty()) {
        if (over) {
          throw new IOException("it ended the conversation");
        }
        if (left <= 0) {
          throw new IOException("it does not answer");
        }
        left = changed.awaitNanos(left);
      }
      Object next = said.remove();
      if (!kind.isInstance(next)) {
        throw new IOException("it said what was not asked");
      }
      return next;
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", stop);
    } finally {
      lock.unlock();
    }
  }

  static void say(Channel to, String line) {
    var _ = to.writeAndFlush(ByteBufUtil.writeAscii(to.alloc(), line + "\n"));
  }
}
