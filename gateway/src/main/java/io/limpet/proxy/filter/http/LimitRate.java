package io.limpet.proxy.filter.http;

import io.limpet.metrics.Metrics;
import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.codec.HeaderName;
import io.limpet.proxy.http.Exchange;
import io.limpet.proxy.http.Filter;
import io.limpet.proxy.http.FormatText.Asked;
import io.limpet.proxy.http.LocalReply;
import io.limpet.proxy.http.PreparedEdit;
import io.limpet.proxy.plan.filter.LocalRateLimitPlan;
import io.limpet.proxy.plan.filter.TokenBucket;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Lets so many requests a time go on (Envoy: local_ratelimit.cc).
public final class LimitRate implements Filter {
  private static final HeaderName LIMIT = HeaderName.of("x-ratelimit-limit");
  private static final HeaderName REMAINING = HeaderName.of("x-ratelimit-remaining");
  private static final HeaderName RESET = HeaderName.of("x-ratelimit-reset");
  private static final int RESOURCE_EXHAUSTED = 8;

  /// What all requests have in common.
  private record Shared(
      LocalRateLimitPlan plan, Counts counts, PreparedEdit requestAdd, PreparedEdit responseAdd) {}

  private record Counts(LongAdder enabled, LongAdder ok, LongAdder limited, LongAdder enforced) {
    static Counts of(Metrics.Scope scope, String prefix) {
      String name = prefix + ".http_local_rate_limit.";
      return new Counts(
          scope.counter(name + "enabled"),
          scope.counter(name + "ok"),
          scope.counter(name + "rate_limited"),
          scope.counter(name + "enforced"));
    }
  }

  private final Shared shared;
  private @Nullable TokenBucket bucket; // event loop only, like the rest
  private boolean refused;

  private LimitRate(Shared shared) {
    this.shared = shared;
  }

  /// `scope` is the process': the names of these numbers begin with the filter's own prefix.
  public static LimitRate of(LocalRateLimitPlan plan, Metrics.Scope scope) {
    return new LimitRate(
        new Shared(
            plan,
            Counts.of(scope, plan.statPrefix()),
            PreparedEdit.of(plan.requestAdd()),
            PreparedEdit.of(plan.answer().responseAdd())));
  }

  @Override
  public Filter forRequest() {
    return new LimitRate(shared);
  }

  @Override
  public boolean request(Exchange exchange) {
    LocalRateLimitPlan plan = shared.plan();
    if (!plan.enabled().has(exchange.worker().random().nextLong())) {
      return true;
    }
    shared.counts().enabled().increment();
    TokenBucket from = plan.perConnection() ? exchange.ownBucket(plan.bucket()) : plan.bucket();
    bucket = from;
    if (from.take(exchange.worker().nanoTime())) {
      shared.counts().ok().increment();
      return true;
    }
    shared.counts().limited().increment();
    if (!plan.enforced().has(exchange.worker().random().nextLong())) {
      shared.requestAdd().edit(Asked.now(exchange, null), exchange.head());
      return true;
    }
    shared.counts().enforced().increment();
    refuse(exchange, plan.answer());
    return false;
  }

  private void refuse(Exchange exchange, LocalRateLimitPlan.Answer answer) {
    refused = true;
    LocalReply reply =
        LocalReply.of(answer.status(), "local_rate_limited", "RL", "local_rate_limited");
    exchange.reply(answer.exhausted() ? reply.withGrpcStatus(RESOURCE_EXHAUSTED) : reply);
  }

  @Override
  public void local(Exchange exchange, EditableResponseHead head) {
    if (refused) {
      shared.responseAdd().edit(Asked.now(exchange, head), head);
    }
  }

  @Override
  public void response(Exchange exchange, EditableResponseHead head) {
    TokenBucket asked = bucket;
    if (asked != null && shared.plan().answer().limitHeaders()) {
      long now = exchange.worker().nanoTime();
      head.add(LIMIT, Long.toString(asked.maxTokens()));
      head.add(REMAINING, Long.toString(asked.remaining(now)));
      head.add(RESET, Long.toString(asked.secondsToNext(now)));
    }
  }
}
