package io.limpet.proxy.filter;

import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.http.Exchange;
import io.limpet.proxy.http.GrpcReply;
import io.limpet.proxy.plan.RetryPlan;
import io.limpet.proxy.plan.Rewrite;
import io.limpet.proxy.plan.RouteTimes;
import io.limpet.proxy.plan.RouterPlan;
import io.limpet.proxy.plan.filter.HeaderEdits.HeaderEdit;
import io.limpet.proxy.plan.pools.Endpoint;
import java.util.List;

/// Makes of a request's head what goes upstream (Envoy: router.cc, `continueDecodeHeaders`).
final class RequestPreparation {
  private final Exchange exchange;
  private final HeaderEditor editor;
  private ForwardingWork work; // event loop only, like the rest
  private CallerWishes wishes = CallerWishes.NONE;

  RequestPreparation(Exchange exchange, ForwardingWork work, HeaderEditor editor) {
    this.exchange = exchange;
    this.work = work;
    this.editor = editor;
  }

  /// Begins with another request of the exchange's, and takes what its caller wishes.
  void next(ForwardingWork todo) {
    work = todo;
    wishes = CallerWishes.take(exchange.head());
  }

  void limit(ForwardingTimes forwarding) {
    RetryPlan.TryTimes tries = work.action().retry().tries();
    forwarding.next(
        totalMillis(),
        wishes.tryMillis() < 0 ? tries.millis() : wishes.tryMillis(),
        tries.idleMillis());
  }

  /// How long one attempt may take with its answer; 0 for as long as it likes.
  long streamMillis() {
    return wishes.streamMillis() < 0
        ? work.cluster().connections().streamMillis()
        : wishes.streamMillis();
  }

  /// A trusted caller's word comes before the route's.
  private long totalMillis() {
    if (work.router().respectExpected() && exchange.head().has(HeaderNames.EXPECTED_TIMEOUT)) {
      String said = exchange.head().header(HeaderNames.EXPECTED_TIMEOUT.text());
      long millis = NumberText.unsigned(said);
      return millis < 0 ? ofRoute() : millis;
    }
    return wishes.totalMillis() < 0 ? ofRoute() : wishes.totalMillis();
  }

  private long ofRoute() {
    RouteTimes times = work.action().times();
    return boundsGrpc()
        ? GrpcTimeout.millis(exchange.head(), times.oldGrpc())
        : times.timeoutMillis();
  }

  private boolean boundsGrpc() {
    return work.action().times().oldGrpc().counts() && GrpcReply.isWanted(exchange.head());
  }

  /// Whether a timeout is answered with 204.
  boolean emptyWhenLate() {
    return wishes.emptyWhenLate();
  }

  /// The route's policy, and what the prepared request asks beside it.
  RetryPlan retryPlan() {
    return CallerWishes.takeRetries(exchange.head(), work.action().retry());
  }

  /// Headers are changed before host and path are (Envoy: config_impl.cc, finalizeRequestHeaders).
  /// `expectedMillis` is how long the endpoint may take; 0 if nobody minds.
  void prepare(long expectedMillis) {
    EditableRequestHead head = exchange.head();
    tell(1, expectedMillis);
    String host = work.target().host();
    if (!host.isEmpty()) {
      head.authority(host);
    }
    List<HeaderEdit> edits = work.target().edits().request();
    if (!edits.isEmpty()) {
      editor.request(exchange, edits);
      wishes = wishes.takeAdded(head);
    }
    HostRewriting.rewrite(head, work);
    rewritePath(head);
  }

  @SuppressWarnings("ReferenceEquality") // there is one rewrite that does nothing
  private void rewritePath(EditableRequestHead head) {
    if (work.action().rewrite() == Rewrite.NONE) {
      return;
    }
    path(head, work.action().rewrite().path(head.path()), work.router());
  }

  static void path(EditableRequestHead head, String rewritten, RouterPlan router) {
    if (router.addsHeaders()) {
      head.set(HeaderNames.ORIGINAL_PATH, head.path());
    }
    head.path(rewritten);
  }

  /// What depends on the endpoint of an attempt.
  void towards(Endpoint endpoint) {
    HostRewriting.rewrite(exchange.head(), work, endpoint);
  }

  /// For another attempt, only what tells of it is new. `late`: the last one took too long.
  void prepareAgain(int attempts, long expectedMillis, boolean late) {
    tell(attempts, expectedMillis);
    if (work.action().handling().timeoutRetryHeader()) {
      exchange.head().set(HeaderNames.TIMEOUT_RETRY, late ? "true" : "false");
    }
  }

  private void tell(int attempts, long expectedMillis) {
    EditableRequestHead head = exchange.head();
    if (expectedMillis > 0 && work.router().addsHeaders()) {
      head.set(HeaderNames.EXPECTED_TIMEOUT, expectedMillis);
    }
    if (expectedMillis > 0 && boundsGrpc()) {
      GrpcTimeout.set(head, expectedMillis);
    }
    if (work.route().attemptCount()) {
      head.set(HeaderNames.ATTEMPT_COUNT, attempts);
    }
  }
}
