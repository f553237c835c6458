package io.limpet.proxy.filter;

import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.codec.Trailers;
import io.limpet.proxy.plan.pools.Endpoint;
import io.limpet.proxy.upstream.EndpointPool;
import io.limpet.proxy.upstream.Failure;
import io.limpet.proxy.upstream.Receiver;
import io.limpet.proxy.upstream.UpstreamStream;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// One attempt at one endpoint (Envoy: source/common/router/upstream_request.cc).
///
/// It waits for a connection, has one, and is over exactly once: when its answer is complete, when
/// it failed, or when it is given up. Then nothing of it reaches the request any more, nor the one
/// that comes after it on the same connection.
final class Attempt implements Receiver {
  private final Forwarding forwarding;
  private final Endpoint endpoint;
  private final EndpointPool pool;

  // Event loop only, all of these.
  private @Nullable UpstreamStream connection;
  private boolean over;

  Attempt(Forwarding forwarding, Endpoint endpoint, EndpointPool pool) {
    this.forwarding = forwarding;
    this.endpoint = endpoint;
    this.pool = pool;
  }

  void begin() {
    pool.request(this);
  }

  Endpoint endpoint() {
    return endpoint;
  }

  /// The connection while the attempt is under way; null before it has one, and afterwards.
  @Nullable UpstreamStream connection() {
    return connection;
  }

  /// From here on bytes go both ways as they come.
  void tunnel() {
    UpstreamStream open = connection;
    if (open != null) {
      open.tunnel();
    }
  }

  /// Nobody wants its answer any more.
  void giveUp() {
    if (over) {
      return;
    }
    over = true;
    UpstreamStream open = connection;
    connection = null;
    if (open == null) {
      pool.cancel(this);
    } else {
      open.abandon();
    }
  }

  /// Its answer is a head alone, and not wanted. A connection of HTTP/1.1 is at its end with that,
  /// and free for another.
  void answered() {
    UpstreamStream open = connection;
    if (open == null || !open.protocol().equals("HTTP/1.1")) {
      giveUp();
      return;
    }
    over = true;
    connection = null;
  }

  @Override
  public void connected(UpstreamStream open) {
    connection = open;
    forwarding.connected(this, open);
  }

  @Override
  public void failed(Failure failure) {
    if (!over) {
      over = true;
      connection = null;
      forwarding.failed(this, failure);
    }
  }

  @Override
  public void broken() {
    if (!over) {
      forwarding.broken();
    }
  }

  @Override
  public void responseHead(EditableResponseHead head) {
    if (over) {
      head.release();
    } else {
      forwarding.responseHead(this, head);
    }
  }

  @Override
  public void responseBody(ByteBuf piece) {
    if (over) {
      piece.release();
    } else {
      forwarding.responseBody(piece);
    }
  }

  @Override
  public void responseTrailers(Trailers trailers) {
    if (!over) {
      forwarding.responseTrailers(trailers);
    }
  }

  @Override
  public void responseFlush() {
    if (!over) {
      forwarding.responseFlush();
    }
  }

  @Override
  public void responseEnd() {
    if (!over) {
      over = true;
      connection = null;
      forwarding.responseEnd();
    }
  }

  @Override
  public void upstreamWritable(boolean writable) {
    if (!over) {
      forwarding.upstreamWritable(writable);
    }
  }
}
