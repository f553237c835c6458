package io.limpet.proxy.http;

import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.plan.filter.HttpChain;
import io.netty.buffer.ByteBuf;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// How far a request came in its filters, and where its body goes: to what forwards it, or, while
/// a filter holds it, nowhere yet.
final class FilterRun {
  private static final Filter[] NONE = {};

  private final Exchange exchange;
  private final Filters filters;
  private Filter[] chain = NONE; // event loop only, like the rest
  private HttpChain plan = HttpChain.EMPTY;
  private boolean isChosen;
  private int next;
  private boolean holding;
  private @Nullable ByteBuf held;
  private @Nullable UnaryOperator<RequestSink> change;
  private @Nullable RequestSink sink;

  FilterRun(Exchange exchange, Filters filters) {
    this.exchange = exchange;
    this.filters = filters;
  }

  /// For another request.
  void clear() {
    chain = NONE;
    plan = HttpChain.EMPTY;
    isChosen = false;
    next = 0;
    change = null;
    sink = null;
    stop();
  }

  /// Before the first filter of a chain, or from within one: then the request goes on behind that
  /// filter's place.
  void chain(HttpChain of) {
    Serving serving = exchange.serving();
    HttpChain chosen = of == HttpChain.OF_LISTENER ? serving.http().filters() : of;
    if (next > 0 && chosen == plan) {
      return;
    }
    if (next > 0) {
      next = chosen.through(next - 1, plan);
    }
    plan = chosen;
    chain = filters.chain(serving, chosen);
    isChosen = true;
  }

  void reroute() {
    filters.reroute(exchange);
  }

  void start() {
    for (Filter filter : filters.first()) {
      if (!filter.request(exchange)) {
        return;
      }
    }
    goOn();
  }

  /// Goes on with the next filter.
  void goOn() {
    holding = false;
    while (next < chain.length) {
      if (!chain[next++].request(exchange)) {
        holding = exchange.isHeld();
        return;
      }
    }
    throw new IllegalStateException("no filter answered " + exchange.head().path());
  }

  /// The body will go through what `through` makes of its sink, behind what filters before made.
  void change(UnaryOperator<RequestSink> through) {
    UnaryOperator<RequestSink> before = change;
    change = before == null ? through : to -> before.apply(through.apply(to));
  }

  /// From now on the body goes there.
  void forwardTo(RequestSink to) {
    UnaryOperator<RequestSink> through = change;
    RequestSink first = through == null ? to : through.apply(to);
    sink = first;
    ByteBuf bytes = held;
    held = null;
    if (bytes != null) {
      first.requestBody(bytes);
    }
  }

  boolean forwards() {
    return sink != null;
  }

  /// Nothing more is to be told to what forwarded the request.
  void forwarded() {
    sink = null;
  }

  /// What was begun upstream is given up; the client may still be answered.
  void abandon() {
    RequestSink to = sink;
    sink = null;
    if (to != null) {
      to.clientGone();
    }
  }

  /// Takes a piece of the body. What nobody takes yet is copied: a slice would keep the whole
  /// buffer it was read into.
  void body(ByteBuf piece) {
    RequestSink to = sink;
    if (to != null) {
      to.requestBody(piece);
      return;
    }
    if (holding) {
      ByteBuf bytes = held;
      if (bytes == null) {
        bytes = exchange.worker().allocator().directBuffer(piece.readableBytes());
        held = bytes;
      }
      bytes.writeBytes(piece);
      chain[next - 1].held(exchange, bytes.readableBytes());
    }
    piece.release();
  }

  /// The body is complete.
  void whole() {
    RequestSink to = sink;
    if (to != null) {
      to.requestEnd();
    } else if (holding) {
      chain[next - 1].heldWhole(exchange);
    }
  }

  void flush() {
    RequestSink to = sink;
    if (to != null) {
      to.requestFlush();
    }
  }

  void clientWritable(boolean writable) {
    RequestSink to = sink;
    if (to != null) {
      to.clientWritable(writable);
    }
  }

  void idle() {
    RequestSink to = sink;
    if (to != null) {
      to.idle();
    } else if (holding) {
      exchange.reply(LocalReply.idle(exchange));
    }
  }

  /// Answers pass the filters backwards, all of them: Envoy runs the whole chain even where the
  /// request did not come that far (filter_manager.cc, sendLocalReply).
  void response(EditableResponseHead head) {
    stop();
    if (!isChosen) {
      chain(HttpChain.OF_LISTENER);
    }
    response(chain, head);
    response(filters.first(), head);
  }

  void interim(EditableResponseHead head) {
    for (Filter filter : filters.first()) {
      filter.interim(exchange, head);
    }
  }

  private void response(Filter[] some, EditableResponseHead head) {
    for (int i = some.length - 1; i >= 0; i--) {
      some[i].response(exchange, head);
    }
  }

  /// Lets the filters change what an answer of our own has besides its body.
  void local(EditableResponseHead head) {
    for (int i = chain.length - 1; i >= 0; i--) {
      chain[i].local(exchange, head);
    }
  }

  void end() {
    stop();
    for (Filter filter : filters.first()) {
      filter.end(exchange);
    }
    for (Filter filter : chain) {
      filter.end(exchange);
    }
  }

  private void stop() {
    holding = false;
    ByteBuf bytes = held;
    held = null;
    if (bytes != null) {
      bytes.release();
    }
  }
}
