package io.limpet.proxy.filter;

import io.limpet.proxy.balance.Ask;
import io.limpet.proxy.balance.Balancer;
import io.limpet.proxy.balance.Token;
import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.codec.Trailers;
import io.limpet.proxy.loop.Deadline;
import io.limpet.proxy.loop.Worker;
import io.limpet.proxy.plan.ClusterPlan;
import io.limpet.proxy.plan.RetryPlan;
import io.limpet.proxy.plan.pools.Endpoint;
import io.limpet.proxy.plan.pools.HashPolicies;
import io.limpet.proxy.upstream.ClusterCounters;
import io.limpet.proxy.upstream.EndpointPool;
import io.limpet.proxy.upstream.Failure;
import io.limpet.proxy.upstream.Receiver;
import io.limpet.proxy.upstream.UpstreamPools;
import io.limpet.proxy.upstream.UpstreamStream;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// A copy of a request: sent once, and its answer dropped. A copy whose endpoint takes its body too
/// slowly is given up, so that it can neither hold the request back nor fill the memory.
final class MirroredRequest implements Receiver {
  private final Worker worker;
  private final EditableRequestHead head;
  private final To to;
  private final RequestWriter writer;

  // Event loop only, all of these.
  private @Nullable EndpointPool pool;
  private @Nullable UpstreamStream connection;
  private @Nullable Deadline deadline;
  private long timeoutMillis;
  private long waitingBytes;
  private @Nullable Trailers trailers;
  private boolean complete;
  private boolean over;

  /// Where it goes; `asClient`: whether the client speaks HTTP/2.
  record To(
      UpstreamPools pools,
      ClusterPlan cluster,
      boolean highPriority,
      boolean asClient,
      ClusterCounters counters) {}

  /// Takes the head.
  MirroredRequest(Worker worker, EditableRequestHead head, To to) {
    this.worker = worker;
    this.head = head;
    this.to = to;
    this.writer = new RequestWriter(worker, head);
  }

  void begin(boolean whole, long millis) {
    timeoutMillis = millis;
    if (whole) {
      completed();
    }
    Ask ask = new Ask(head, HashPolicies.NONE, new Token.Unasked(), RetryPlan.NEVER);
    @Nullable Endpoint endpoint = Balancer.decide(to.cluster(), ask, worker.random()).endpoint();
    if (endpoint == null) {
      to.counters().noHost.increment();
      over();
      return;
    }
    var use = UpstreamPools.Use.of(to.cluster(), to.highPriority(), to.asClient());
    EndpointPool chosen = to.pools().pool(endpoint, use, head, to.counters());
    pool = chosen;
    chosen.request(this);
  }

  private void completed() {
    complete = true;
    if (timeoutMillis > 0) {
      Deadline late = new Deadline(this::late, this::giveUp);
      deadline = late;
      worker.deadlines().arm(late, timeoutMillis);
    }
  }

  private void late() {
    to.counters().requestTimeouts.increment();
    giveUp();
  }

  @Override
  public void connected(UpstreamStream open) {
    connection = open;
    writer.begin(open, complete, trailers);
    sentIfComplete();
    open.flush();
  }

  private void sentIfComplete() {
    if (complete) {
      writer.end(trailers);
    }
  }

  void body(ByteBuf piece) {
    if (over) {
      return;
    }
    UpstreamStream open = connection;
    waitingBytes = open == null ? waitingBytes + piece.readableBytes() : open.waitingBytes();
    if (waitingBytes > worker.limits().retryBytes()) {
      giveUp();
    } else {
      var _ = writer.body(piece.retainedDuplicate());
    }
  }

  void flush() {
    UpstreamStream open = connection;
    if (open != null) {
      open.flush();
    }
  }

  void end(@Nullable Trailers read) {
    trailers = read;
    if (over) {
      return;
    }
    completed();
    UpstreamStream open = connection;
    if (open != null) {
      sentIfComplete();
      open.flush();
    }
  }

  void giveUp() {
    if (over) {
      return;
    }
    UpstreamStream open = connection;
    EndpointPool waiting = pool;
    over();
    if (open != null) {
      open.abandon();
    } else if (waiting != null) {
      waiting.cancel(this);
    }
  }

  private void over() {
    over = true;
    connection = null;
    writer.stop();
    writer.forget();
    head.release();
    Deadline late = deadline;
    if (late != null) {
      worker.deadlines().disarm(late);
    }
  }

  @Override
  public void failed(Failure failure) {
    over();
  }

  @Override
  public void broken() {
    over();
  }

  @Override
  public void responseHead(EditableResponseHead answer) {
    if (!answer.interim()) {
      to.counters().answered(answer.status());
    }
    answer.release();
  }

  @Override
  public void responseBody(ByteBuf piece) {
    piece.release();
  }

  @Override
  public void responseTrailers(Trailers dropped) {}

  @Override
  public void responseFlush() {}

  @Override
  public void responseEnd() {
    over();
  }

  @Override
  public void upstreamWritable(boolean writable) {}
}
