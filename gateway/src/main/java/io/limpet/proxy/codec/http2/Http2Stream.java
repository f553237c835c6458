package io.limpet.proxy.codec.http2;

import io.limpet.proxy.codec.Trailers;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// One stream of a connection: its state (RFC 9113, 5.1) and its windows. What is asked of it once
/// it is closed does nothing.
public final class Http2Stream {
  private static final long UNKNOWN = -1;

  // Event loop only, all of these.
  final int id;
  @Nullable StreamEvents events;

  boolean headRead;
  boolean readEnded;
  boolean writeEnded;
  boolean closed;
  boolean bodiless;

  /// Nothing that comes is told any more.
  boolean muted;

  // Reading: what the peer may still send, what it was not yet given back, what the body still is.
  int receiveWindow;
  int unconsumed;
  int credit;
  private long bodyLeft = UNKNOWN;
  private long bodyBytes;

  // Writing: what we may still send, and what waits.
  int sendWindow;
  private @Nullable ArrayDeque<ByteBuf> bodies;
  private int waiting;
  boolean endWaits;
  @Nullable Trailers trailersWait;
  boolean queued;
  @Nullable ErrorCode resetAfterEnd;

  Http2Stream(int id, int receiveWindow, int sendWindow) {
    this.id = id;
    this.receiveWindow = receiveWindow;
    this.sendWindow = sendWindow;
  }

  public int id() {
    return id;
  }

  /// Whether its request was told of.
  public boolean isTold() {
    return events != null;
  }

  /// How many bytes wait for a window or for the socket. Whoever sends pauses when it is enough,
  /// until [StreamEvents#drained].
  public int waiting() {
    return waiting;
  }

  void expectBody(long length) {
    bodyLeft = length;
  }

  /// Whether the body may have so many bytes more, and end there.
  boolean fits(int bytes, boolean end) {
    return bodyLeft == UNKNOWN || (end ? bodyLeft == bytes : bodyLeft >= bytes);
  }

  /// So many bytes of the body came; whether they may.
  boolean takeBody(int bytes, boolean end) {
    boolean good = fits(bytes, end);
    if (bodyLeft != UNKNOWN) {
      bodyLeft -= bytes;
    }
    bodyBytes += bytes;
    return good;
  }

  /// Whether the body that has come is one of which trailers may say that length.
  boolean mayHaveHad(long length) {
    return bodyLeft == UNKNOWN && bodyBytes == length;
  }

  /// Whether something is to be written that is not: then what follows must wait too.
  boolean holdsBack() {
    return waiting > 0 || endWaits;
  }

  void enqueue(ByteBuf piece) {
    ArrayDeque<ByteBuf> queue = bodies;
    if (queue == null) {
      queue = new ArrayDeque<>();
      bodies = queue;
    }
    queue.addLast(piece);
    waiting += piece.readableBytes();
  }

  /// The first of what waits, which has bytes; null if nothing does.
  @Nullable ByteBuf first() {
    return bodies == null ? null : bodies.peekFirst();
  }

  /// So many bytes of the first were taken.
  void taken(int bytes) {
    waiting -= bytes;
    ByteBuf first = first();
    if (first != null && !first.isReadable() && bodies != null) {
      bodies.removeFirst();
      first.release();
    }
  }

  void dropWaiting() {
    ArrayDeque<ByteBuf> queue = bodies;
    bodies = null;
    waiting = 0;
    endWaits = false;
    trailersWait = null;
    if (queue != null) {
      queue.forEach(ByteBuf::release);
    }
  }

  @Override
  public String toString() {
    return "stream " + id;
  }
}
