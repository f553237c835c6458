package io.limpet.proxy.filter;

import io.limpet.proxy.balance.Ask;
import io.limpet.proxy.balance.Balancer;
import io.limpet.proxy.balance.Choice;
import io.limpet.proxy.balance.Reason;
import io.limpet.proxy.balance.Sessions;
import io.limpet.proxy.codec.HeaderLine;
import io.limpet.proxy.codec.Http1RequestHead;
import io.limpet.proxy.codec.Http1ResponseHead;
import io.limpet.proxy.http.Exchange;
import io.limpet.proxy.http.LocalReply;
import io.limpet.proxy.http.RequestSink;
import io.limpet.proxy.loop.Worker;
import io.limpet.proxy.plan.ClusterChoice.Target;
import io.limpet.proxy.plan.ClusterPlan;
import io.limpet.proxy.plan.Endpoint;
import io.limpet.proxy.plan.RetryPlan;
import io.limpet.proxy.plan.Route;
import io.limpet.proxy.upstream.ClusterCounters;
import io.limpet.proxy.upstream.Failure;
import io.limpet.proxy.upstream.Receiver;
import io.limpet.proxy.upstream.UpstreamConnection;
import io.limpet.proxy.upstream.UpstreamPools;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One request on its way: one attempt after the other, until an answer goes to the client (Envoy:
/// source/common/router/router.cc).
///
/// An attempt is over exactly once: when its answer is complete, when it failed, or when it is
/// given up. Only until an answer's head went to the client can there be another attempt.
final class Forwarding implements RequestSink, Receiver, ForwardingTimes.Due {
  /// What is to be done.
  record Work(
      Route route,
      Route.Forward action,
      Target target,
      ClusterPlan cluster,
      ClusterCounters counters,
      Decisions decisions) {}

  private final Worker worker;
  private final UpstreamPools pools;
  private final HeaderEditor editor;
  private final Exchange exchange;
  private final Work work;
  private final RetryPlan retry;
  private final Ask ask;
  private final RequestWriter writer;
  private final ForwardingTimes times;

  // Event loop only, all of these.
  private @Nullable Endpoint endpoint;
  private @Nullable UpstreamConnection connection;
  private int attempts;
  private boolean attempting;
  private boolean starting;
  private boolean tunnelling;

  Forwarding(
      Worker worker, UpstreamPools pools, HeaderEditor editor, Exchange exchange, Work work) {
    this.worker = worker;
    this.pools = pools;
    this.editor = editor;
    this.exchange = exchange;
    this.work = work;
    this.retry = work.action().retry();
    this.ask = new Ask(exchange.head(), work.action().hash(), exchange.token(), retry);
    this.times =
        new ForwardingTimes(worker, work.action().timeoutMillis(), retry.perTryMillis(), this);
    this.writer = new RequestWriter(worker, exchange.head(), retry.retries() > 0);
  }

  void begin() {
    long idle = work.action().idleMillis();
    long listeners = exchange.serving().http().limits().streamIdleMillis();
    starting = true;
    exchange.forwardTo(this, idle < 0 ? listeners : idle);
    prepareHead(exchange.head());
    if (exchange.requestComplete()) {
      times.begin();
    }
    attempt();
    starting = false;
  }

  private void prepareHead(Http1RequestHead head) {
    String path = head.path();
    String rewritten = work.action().rewrite().path(path);
    if (!rewritten.equals(path)) {
      head.path(rewritten);
      head.set(HeaderNames.ORIGINAL_PATH, path);
      exchange.originalPath(path);
    }
    String host = head.authority();
    String newHost = work.action().rewrite().authority(host);
    if (!newHost.equals(host)) {
      head.authority(newHost);
      head.set(HeaderNames.ORIGINAL_HOST, host);
    }
    editor.edit(exchange.plan(), work.target().edits().request(), head);
  }

  // Attempts.

  @Override
  public void attempt() {
    Choice choice = Balancer.decide(work.cluster(), ask, worker.random());
    Endpoint chosen = choice.endpoint();
    work.decisions().count(choice.reason(), exchange.token(), attempts == 0);
    if (chosen == null) {
      refuse(choice.reason());
      return;
    }
    attempts++;
    attempting = true;
    endpoint = chosen;
    exchange.endpoint(chosen);
    AttemptCounts.begun(work.counters(), chosen);
    UpstreamConnection next =
        pools.connection(chosen, work.cluster().connections(), work.counters());
    connection = next;
    next.use(this, work.cluster().connectTimeoutMillis());
  }

  private void refuse(Reason reason) {
    exchange.endpoint(null);
    work.counters().noHost.increment();
    boolean strict = reason == Reason.STRICT_REFUSED;
    int status =
        strict
            ? Sessions.refusedStatus(work.target().session(), exchange.token(), work.cluster())
            : 503;
    reply(new Failure.NoEndpoint(status), false);
  }

  @Override
  public void connected(UpstreamConnection open) {
    exchange.upstreamLocalAddress(open.localAddress());
    Http1RequestHead head = exchange.head();
    if (work.route().attemptCount()) {
      head.set(HeaderNames.ATTEMPT_COUNT, Integer.toString(attempts));
    }
    if (times.limited()) {
      head.set(HeaderNames.EXPECTED_TIMEOUT, Long.toString(times.budgetMillis()));
    }
    open.expect(head.headMethod(), !head.upgrade().isEmpty());
    writer.begin(open);
    if (exchange.requestComplete()) {
      sent(open);
    } else if (!starting) {
      exchange.readRequest(true);
    }
    if (!starting) {
      open.flush();
    }
  }

  /// The request is with the endpoint: only now may it be late.
  private void sent(UpstreamConnection to) {
    writer.end();
    to.requestComplete();
    times.sent();
  }

  // The request's body.

  @Override
  public void requestBody(ByteBuf piece) {
    UpstreamConnection open = connection;
    if (tunnelling && open != null) {
      open.write(piece);
    } else if (writer.body(piece)) {
      return;
    } else {
      exchange.readRequest(false);
    }
    if (open != null && tunnelling && !open.writable()) {
      exchange.readRequest(false);
    }
  }

  @Override
  public void requestFlush() {
    UpstreamConnection open = connection;
    if (open != null && attempting) {
      open.flush();
    }
  }

  @Override
  public void requestEnd() {
    times.begin();
    UpstreamConnection open = connection;
    if (open != null && writer.begun()) {
      sent(open);
    }
  }

  @Override
  public void upstreamWritable(boolean writable) {
    exchange.readRequest(writable);
  }

  // The answer.

  @Override
  public void responseHead(Http1ResponseHead head) {
    if (head.interim()) {
      interim(head);
      return;
    }
    times.tryOver();
    boolean wanted = retry.retries() > 0 && RetryRules.covers(retry, head);
    if (wanted && mayRetry()) {
      head.release();
      giveUpAttempt();
      AttemptCounts.result(endpoint, head.status());
      again();
      return;
    }
    accept(head, wanted && attempts > 1);
  }

  /// 100 and 103 go to a client where the listener says so; 102 never does (Envoy 1.40, measured).
  private void interim(Http1ResponseHead head) {
    boolean relayed = head.status() == 100 || head.status() == 103;
    if (relayed && exchange.serving().http().proxy100Continue() && !exchange.answered()) {
      exchange.interim(head);
    } else {
      head.release();
    }
  }

  private void accept(Http1ResponseHead head, boolean exhausted) {
    writer.forget();
    exchange.outcome(exhausted ? "URX" : "-", "via_upstream");
    AttemptCounts.result(endpoint, head.status());
    AttemptCounts.answered(work.counters(), head.status(), attempts, exhausted);
    boolean upgrade = !exchange.head().upgrade().isEmpty();
    if (exchange.requestComplete() && !upgrade) {
      head.set(HeaderNames.SERVICE_TIME, Long.toString(times.sinceSentMillis()));
    }
    decorate(head);
    if (!upgrade) {
      exchange.answer(head);
    } else if (head.status() == 101) {
      exchange.answer(head);
      tunnel();
    } else {
      refuseUpgrade(head);
    }
  }

  private void decorate(Http1ResponseHead head) {
    if (work.route().attemptCountInResponse()) {
      head.set(HeaderNames.ATTEMPT_COUNT, Integer.toString(attempts));
    }
    editor.edit(exchange.plan(), work.target().edits().response(), head);
    List<String> cookies = ask.setCookies();
    for (int i = 0; i < cookies.size(); i++) {
      head.add(HeaderNames.SET_COOKIE, cookies.get(i));
    }
  }

  /// The endpoint does not change protocols. Its answer ends the connection, and has no body unless
  /// it is an error (Envoy 1.40, measured).
  private void refuseUpgrade(Http1ResponseHead head) {
    exchange.closeAfterAnswer();
    if (head.status() >= 400) {
      exchange.answer(head);
      return;
    }
    exchange.outcome("-", "websocket_handshake_unsuccessful");
    head.withoutBody();
    giveUpAttempt();
    over();
    exchange.answer(head);
    exchange.answerEnd();
  }

  private void tunnel() {
    times.unlimited();
    UpstreamConnection open = connection;
    if (open != null) {
      tunnelling = true;
      open.tunnel();
      exchange.tunnel();
    }
  }

  @Override
  public void responseBody(ByteBuf piece) {
    exchange.answerBody(piece);
    UpstreamConnection open = connection;
    if (open != null && !exchange.clientWritable()) {
      open.reading(false);
    }
  }

  @Override
  public void clientWritable(boolean writable) {
    UpstreamConnection open = connection;
    if (open != null && attempting && exchange.answered()) {
      open.reading(writable);
    }
  }

  @Override
  public void responseFlush() {
    exchange.flushAnswer();
  }

  @Override
  public void responseEnd() {
    attemptOver();
    connection = null;
    over();
    exchange.answerEnd();
  }

  // Failures.

  @Override
  public void failed(Failure failure) {
    attemptOver();
    connection = null;
    AttemptCounts.failed(work.counters(), endpoint, failure);
    if (!exchange.answered() && covered(failure) && mayRetry()) {
      again();
      return;
    }
    end(failure);
  }

  @Override
  public void broken() {
    exchange.abort();
  }

  private boolean covered(Failure failure) {
    return retry.retries() > 0 && RetryRules.covers(retry, failure);
  }

  /// A request whose body is no longer whole here cannot be sent again.
  private boolean mayRetry() {
    if (attempts > retry.retries()) {
      return false;
    }
    if (!writer.repeatable()) {
      work.counters().bodyNotKept();
      return false;
    }
    return true;
  }

  private void again() {
    work.counters().retries.increment();
    Endpoint failed = endpoint;
    if (failed != null) {
      ask.failed(failed);
    }
    long millis = RetryRules.backOffMillis(retry, attempts, worker.random());
    times.backOff(millis);
  }

  private void end(Failure failure) {
    if (exchange.answered()) {
      over();
      exchange.cut(
          FailureResponse.flagAfterStart(failure), FailureResponse.detailsAfterStart(failure));
    } else {
      reply(failure, covered(failure) && attempts > retry.retries() && attempts > 1);
    }
  }

  private void reply(Failure failure, boolean retried) {
    if (failure instanceof Failure.ConnectRefused(String reason)) {
      exchange.transportFailure("delayed_connect_error:_" + reason.replace(' ', '_'));
    }
    if (retried) {
      work.counters().retriesLimit.increment();
    }
    LocalReply reply = FailureResponse.of(failure, retried);
    if (failure instanceof Failure.Idle && !exchange.requestComplete()) {
      reply = LocalReply.of(408, reply.body(), reply.flags(), reply.details()).closing();
    }
    work.counters().answered(reply.status());
    over();
    exchange.reply(reply.with(replyLines()));
  }

  private List<HeaderLine> replyLines() {
    List<HeaderLine> lines = new ArrayList<>();
    if (work.route().attemptCountInResponse()) {
      String count = Integer.toString(Math.max(attempts, 1));
      lines.add(HeaderLine.of(HeaderNames.ATTEMPT_COUNT, count));
    }
    for (String cookie : ask.setCookies()) {
      lines.add(HeaderLine.of(HeaderNames.SET_COOKIE, cookie));
    }
    return lines;
  }

  // Time.

  @Override
  public void late() {
    work.counters().requestTimeouts.increment();
    giveUp(Failure.TIMED_OUT);
  }

  @Override
  public void tryLate() {
    work.counters().tryTimeouts.increment();
    countTimeout();
    giveUpAttempt();
    failed(Failure.TRY_TIMED_OUT);
  }

  @Override
  public void idle() {
    giveUp(Failure.IDLE);
  }

  private void giveUp(Failure failure) {
    countTimeout();
    giveUpAttempt();
    end(failure);
  }

  private void countTimeout() {
    Endpoint at = endpoint;
    if (at != null && attempting) {
      at.state().requestsTimeout.increment();
    }
  }

  @Override
  public void clientGone() {
    giveUpAttempt();
    over();
  }

  private void giveUpAttempt() {
    UpstreamConnection open = connection;
    connection = null;
    if (open != null && attempting) {
      open.abandon();
    }
    attemptOver();
  }

  private void attemptOver() {
    times.tryOver();
    writer.stop();
    Endpoint at = endpoint;
    if (attempting && at != null) {
      attempting = false;
      AttemptCounts.over(work.counters(), at);
    }
  }

  /// Nothing more will be done for this request.
  private void over() {
    times.over();
    writer.forget();
  }
}
