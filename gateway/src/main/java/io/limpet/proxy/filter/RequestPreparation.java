package io.limpet.proxy.filter;

import io.limpet.proxy.codec.Http1RequestHead;
import io.limpet.proxy.http.Exchange;
import io.limpet.proxy.plan.RetryPlan;

/// Makes of a request's head what goes upstream (Envoy: router.cc, `continueDecodeHeaders`).
final class RequestPreparation {
  private final Exchange exchange;
  private final Forwarding.Work work;
  private final HeaderEditor editor;
  private final ForwardingTimes.Limits limits;

  RequestPreparation(Exchange exchange, Forwarding.Work work, HeaderEditor editor) {
    this.exchange = exchange;
    this.work = work;
    this.editor = editor;
    RetryPlan.TryTimes tries = work.action().retry().tries();
    this.limits =
        new ForwardingTimes.Limits(
            work.action().times().timeoutMillis(), tries.millis(), tries.idleMillis());
  }

  ForwardingTimes.Limits limits() {
    return limits;
  }

  RetryPlan retryPlan() {
    return work.action().retry();
  }

  /// Headers are changed before the path is (Envoy: config_impl.cc, finalizeRequestHeaders).
  /// `expectedMillis` is how long the endpoint may take; 0 if nobody minds.
  void prepare(long expectedMillis) {
    Http1RequestHead head = exchange.head();
    prepareAgain(1, expectedMillis);
    editor.request(exchange, work.target().edits().request());
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
  }

  /// For another attempt, only what tells of it is new.
  void prepareAgain(int attempts, long expectedMillis) {
    Http1RequestHead head = exchange.head();
    if (expectedMillis > 0) {
      head.set(HeaderNames.EXPECTED_TIMEOUT, Long.toString(expectedMillis));
    }
    if (work.route().attemptCount()) {
      head.set(HeaderNames.ATTEMPT_COUNT, Integer.toString(attempts));
    }
  }
}
