package io.limpet.proxy.filter;

import io.limpet.proxy.balance.Ask;
import io.limpet.proxy.balance.Balancer;
import io.limpet.proxy.balance.Choice;
import io.limpet.proxy.balance.Reason;
import io.limpet.proxy.balance.Sessions;
import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.codec.Framing;
import io.limpet.proxy.codec.Trailers;
import io.limpet.proxy.http.Exchange;
import io.limpet.proxy.http.RequestSink;
import io.limpet.proxy.loop.Worker;
import io.limpet.proxy.plan.RetryPlan;
import io.limpet.proxy.plan.Route;
import io.limpet.proxy.plan.format.FormatString.TimePoint;
import io.limpet.proxy.plan.pools.Endpoint;
import io.limpet.proxy.plan.pools.HashPolicies;
import io.limpet.proxy.upstream.EndpointPool;
import io.limpet.proxy.upstream.Failure;
import io.limpet.proxy.upstream.UpstreamPools;
import io.limpet.proxy.upstream.UpstreamStream;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// One request on its way: one [Attempt] after the other, until an answer goes to the client
/// (Envoy: source/common/router/router.cc).
///
/// Only until an answer's head went to the client can there be another attempt. [RetryState] says
/// whether there is one, [ForwardingTimes] how long all of it may take, and [Answering] gives the
/// client its answer. It belongs to an exchange, and serves that one's next request too.
final class Forwarding implements RequestSink, ForwardingTimes.Due {
  private final Worker worker;
  private final UpstreamPools pools;
  private final Exchange exchange;
  private final Ask ask;
  private final RequestPreparation preparation;
  private final RequestWriter writer;
  private final ForwardingTimes times;
  private final Answering answering;
  private final RetryState retries;

  // Event loop only, all of these.
  private ForwardingWork work;
  private @Nullable Attempt attempt;
  private Mirrors mirrors = Mirrors.NONE;
  private int attempts = 1;
  private boolean late;
  private boolean starting;
  private boolean interimCame;

  Forwarding(
      Worker worker,
      UpstreamPools pools,
      HeaderEditor editor,
      Exchange exchange,
      ForwardingWork work) {
    this.worker = worker;
    this.pools = pools;
    this.exchange = exchange;
    this.work = work;
    this.ask = new Ask(exchange.head(), HashPolicies.NONE, exchange.token(), RetryPlan.NEVER);
    this.preparation = new RequestPreparation(exchange, work, editor);
    this.times = new ForwardingTimes(worker, this);
    this.writer = new RequestWriter(worker, exchange.head());
    this.answering = new Answering(exchange, work, ask, editor, times);
    this.retries = new RetryState(worker, work);
  }

  /// What was to be done for the last request.
  ForwardingWork work() {
    return work;
  }

  /// The route changes the head before an endpoint is chosen, as in Envoy: hashes are of what goes
  /// upstream.
  void begin(ForwardingWork todo) {
    if (attempt != null) {
      throw new IllegalStateException("the request before is not over");
    }
    next(todo);
    starting = true;
    exchange.upstream().attempts(1);
    exchange.forwardTo(this);
    preparation.prepare(times.expectedMillis());
    times.limitStream(preparation.streamMillis());
    answering.next(work, preparation.emptyWhenLate());
    Choice choice = choose();
    if (choice.endpoint() == null) {
      refuse(choice.reason());
    } else if (!exchange.serving().connections().bypasses()
        && work.overload().sheds(worker.random())) {
      shed();
    } else {
      keepForRetries(preparation.retryPlan());
      if (exchange.requestComplete()) {
        times.begin();
      }
      mirror();
      start(choice.endpoint());
    }
    starting = false;
  }

  private void shed() {
    exchange.serving().counters().overloaded();
    over();
    exchange.reply(FailureResponse.OVERLOADED);
  }

  private void next(ForwardingWork todo) {
    Route.Forward action = todo.action();
    work = todo;
    ask.next(
        exchange.head(), action.hash(), todo.target().match(), exchange.token(), action.retry());
    preparation.next(todo);
    preparation.limit(times);
    writer.next(exchange.head());
    attempts = 1;
    late = false;
    interimCame = false;
  }

  private void keepForRetries(RetryPlan plan) {
    if (!plan.never()) {
      retries.next(plan, work);
      writer.keep(keptBytes());
    }
  }

  /// The route's word, or else its listener's; below 0 where neither has one. What is kept for a
  /// stream of HTTP/2 is not its connection's (Envoy: http2/codec_impl.cc, `bufferLimit`).
  private long keptBytes() {
    long ofRoute = work.action().handling().bufferBytes();
    int ofListener = exchange.serving().connections().bufferBytes();
    return ofRoute >= 0 || ofListener == 0 || exchange.multiplexed() ? ofRoute : ofListener;
  }

  private void mirror() {
    if (!work.action().mirrors().isEmpty()) {
      mirrors = Mirrors.begin(pools, exchange, work, times.totalMillis());
    }
  }

  // Attempts.

  private Choice choose() {
    Choice choice = Balancer.decide(work.cluster(), ask, worker.random());
    work.counts().decisions().count(choice.reason(), exchange.token(), attempts == 1);
    @Nullable Endpoint chosen = choice.endpoint();
    if (chosen != null && choice.reason() != Reason.HIT) {
      work.counters().chosen(work.cluster().pools(), chosen.priority());
    }
    return choice;
  }

  /// The wait before a retry is over.
  @Override
  public void retry() {
    attempts++;
    exchange.upstream().attempts(attempts);
    Choice choice = choose();
    if (choice.endpoint() == null) {
      refuse(choice.reason());
      return;
    }
    preparation.prepareAgain(attempts, times.expectedMillis(), late);
    start(choice.endpoint());
  }

  private void start(Endpoint endpoint) {
    preparation.towards(endpoint);
    UpstreamPools.Use use = terminates() ? work.use().tunnel() : work.use();
    EndpointPool pool = pools.pool(endpoint, use, exchange.head(), work.counters());
    Attempt next = new Attempt(this, endpoint, pool);
    attempt = next;
    exchange.endpoint(endpoint);
    next.begin();
  }

  /// Whether the tunnel that is asked for ends here, and the endpoint hears what is in it.
  private boolean terminates() {
    return exchange.head().connectMethod() && work.action().handling().endsConnect();
  }

  private void refuse(Reason reason) {
    exchange.endpoint(null);
    work.counters().noHost.increment();
    boolean strict = reason == Reason.STRICT_REFUSED;
    int status = strict ? Sessions.refusedStatus(exchange.token(), work.cluster()) : 503;
    reply(new Failure.NoEndpoint(status), RetryState.Decision.NO);
  }

  void connected(Attempt by, UpstreamStream open) {
    HealthReports.connected(by.endpoint().state());
    exchange.upstream().localAddress(open.localAddress());
    exchange.upstream().protocol(open.protocol());
    exchange.upstream().tls(open.tls());
    exchange.mark(TimePoint.US_TX_BEG);
    times.connected();
    boolean complete = exchange.requestComplete(); // a tunnel's answer may come from within
    writer.begin(open, complete, exchange.requestTrailers());
    if (complete) {
      sent();
    } else if (!starting) {
      exchange.readRequest(true);
    }
    if (!starting) {
      open.flush();
    }
  }

  /// The request is with the endpoint: only now may it be late.
  private void sent() {
    if (!goesOn()) {
      writer.end(exchange.requestTrailers());
    }
    exchange.mark(TimePoint.US_TX_END);
    times.sent();
  }

  /// Whether the head is an upgrade's and all that an HTTP/1 client says before its answer: then
  /// the request has no end, for what follows is the tunnel.
  private boolean goesOn() {
    EditableRequestHead head = exchange.head();
    return !head.upgrade().isEmpty() && !exchange.multiplexed() && head.framing() == Framing.NONE;
  }

  private @Nullable UpstreamStream connection() {
    Attempt now = attempt;
    return now == null ? null : now.connection();
  }

  // The request's body.

  @Override
  public void requestBody(ByteBuf piece) {
    mirrors.body(piece);
    UpstreamStream open = connection();
    if (open != null && answering.tunnelling()) {
      open.body(piece);
      if (!open.writable()) {
        exchange.readRequest(false);
      }
    } else if (!writer.body(piece)) {
      exchange.readRequest(false);
    }
  }

  @Override
  public void requestFlush() {
    mirrors.flush();
    UpstreamStream open = connection();
    if (open != null) {
      open.flush();
    }
  }

  @Override
  public void requestEnd() {
    Mirrors copies = mirrors;
    mirrors = Mirrors.NONE;
    copies.end(exchange.requestTrailers());
    times.begin();
    if (connection() != null && writer.begun()) {
      sent();
    }
  }

  void upstreamWritable(boolean writable) {
    exchange.readRequest(writable);
  }

  // The answer.

  void responseHead(Attempt by, EditableResponseHead head) {
    if (head.interim()) {
      if (relays(head.status())) {
        interim(head);
      } else {
        head.release();
      }
      return;
    }
    times.headCame();
    exchange.mark(TimePoint.US_RX_BEG);
    AttemptCounts.answered(by.endpoint(), head.status());
    HealthReports.answered(by.endpoint().state(), exchange.head(), head);
    RetryState.Decision decision = decide(head);
    if (decision == RetryState.Decision.YES) {
      boolean ends = head.framing() == Framing.NONE;
      head.release();
      if (ends) {
        attemptOver();
        by.answered();
      } else {
        giveUpAttempt();
      }
      late = false;
      again(by);
    } else {
      retries.end();
      accept(by, head, decision);
    }
  }

  private RetryState.Decision decide(EditableResponseHead head) {
    return mayRetry() ? retries.after(head, exchange.head()) : RetryState.Decision.NO;
  }

  /// Other heads of the kind 1xx mean nothing to Envoy (source/common/http/codes.cc), as if they
  /// had not come.
  private static boolean relays(int status) {
    return status == 100 || (status >= 102 && status <= 104);
  }

  /// The first head of this kind goes to the client where the listener says so; those after it
  /// never do (Envoy 1.40, measured).
  /// With it an answer counts as begun: there is no other attempt (onUpstream1xxHeaders).
  private void interim(EditableResponseHead head) {
    boolean relayed = exchange.serving().http().http1().proxy100Continue() && !interimCame;
    interimCame = true;
    work.counters().answered(head.status());
    retries.end();
    answering.begun();
    if (relayed && !exchange.answered()) {
      exchange.interim(head);
    } else {
      head.release();
    }
  }

  private void accept(Attempt by, EditableResponseHead head, RetryState.Decision decision) {
    writer.forget();
    int status = head.status();
    Answering.Next next = answering.answer(head, attempts, decision);
    if (next != Answering.Next.COMPLETE) {
      AttemptCounts.relayed(work.counters(), status, attempts, decision);
    }
    switch (next) {
      case BODY_FOLLOWS -> {}
      case TUNNEL -> {
        times.unlimited();
        by.tunnel();
        exchange.tunnel();
      }
      case COMPLETE -> {
        giveUpAttempt();
        over();
        exchange.answer(head);
        exchange.answerEnd();
      }
    }
  }

  void responseBody(ByteBuf piece) {
    times.bodyCame();
    exchange.answerBody(piece);
    UpstreamStream open = connection();
    if (open != null && !exchange.clientWritable()) {
      open.reading(false);
    }
  }

  @Override
  public void clientWritable(boolean writable) {
    UpstreamStream open = connection();
    if (open != null && exchange.answered()) {
      open.reading(writable);
    }
  }

  void responseFlush() {
    exchange.flushAnswer();
  }

  void responseTrailers(Trailers trailers) {
    exchange.answerTrailers(trailers);
  }

  void responseEnd() {
    exchange.mark(TimePoint.US_RX_END);
    attemptOver();
    over();
    exchange.answerEnd();
  }

  // Failures.

  void failed(Attempt by, Failure failure) {
    attemptOver();
    AttemptCounts.failed(by.endpoint(), failure);
    if (failure.equals(Failure.PENDING_OVERFLOW)) {
      exchange.endpoint(null);
    }
    if (exchange.answered()) {
      over();
      answering.cut(failure);
      return;
    }
    RetryState.Decision decision = mayRetry() ? retries.after(failure) : RetryState.Decision.NO;
    if (decision == RetryState.Decision.YES) {
      late = failure instanceof Failure.TryTimedOut || failure instanceof Failure.TryIdle;
      again(by);
    } else {
      reply(failure, decision);
    }
  }

  @Override
  public void broken() {
    exchange.abort();
  }

  /// A request whose body is no longer whole here cannot be sent again.
  private boolean mayRetry() {
    if (retries.open() && !writer.repeatable()) {
      work.counters().bodyNotKept();
      retries.end();
    }
    return retries.open();
  }

  private void again(Attempt failed) {
    ask.failed(failed.endpoint());
    times.backOff(retries.backOffMillis());
  }

  private void reply(Failure failure, RetryState.Decision decision) {
    over();
    answering.reply(failure, attempts, decision);
  }

  // Time.

  @Override
  public void late() {
    work.counters().requestTimeouts.increment();
    Attempt by = attempt;
    if (by != null && by.connection() != null && !exchange.answered()) {
      HealthReports.late(by.endpoint().state());
    }
    giveUp(Failure.TIMED_OUT);
  }

  @Override
  public void tryLate(Failure why) {
    Attempt by = attempt;
    if (by != null) {
      AttemptCounts.late(work.counters(), by.endpoint(), why);
      giveUpAttempt();
      failed(by, why);
    }
  }

  @Override
  public void idle() {
    giveUp(Failure.IDLE);
  }

  private void giveUp(Failure failure) {
    Attempt by = attempt;
    if (by != null) {
      AttemptCounts.late(work.counters(), by.endpoint(), failure);
    }
    giveUpAttempt();
    if (exchange.answered()) {
      over();
      answering.cut(failure);
    } else {
      reply(failure, RetryState.Decision.NO);
    }
  }

  @Override
  public void clientGone() {
    giveUpAttempt();
    over();
  }

  private void giveUpAttempt() {
    Attempt by = attempt;
    attemptOver();
    if (by != null) {
      by.giveUp();
    }
  }

  private void attemptOver() {
    attempt = null;
    times.tryOver();
    writer.stop();
  }

  /// Nothing more will be done for this request.
  private void over() {
    retries.end();
    times.over();
    writer.forget();
    Mirrors unfinished = mirrors;
    mirrors = Mirrors.NONE;
    unfinished.giveUp();
  }
}
