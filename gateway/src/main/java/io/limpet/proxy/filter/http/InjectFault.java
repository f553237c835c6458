package io.limpet.proxy.filter.http;

import io.limpet.metrics.Metrics;
import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.http.Exchange;
import io.limpet.proxy.http.Filter;
import io.limpet.proxy.http.LocalReply;
import io.limpet.proxy.loop.Deadline;
import io.limpet.proxy.plan.filter.FaultPlan;
import io.limpet.proxy.plan.match.Fraction;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Makes one request wait, or answers it with an error, as configured (Envoy: fault_filter.cc). A
/// request that waited may be answered with the error then.
public final class InjectFault implements Filter {
  private static final int NONE = -1;

  /// What is counted, under Envoy's names.
  private record Counts(LongAdder aborts, LongAdder delays, LongAdder overflow, LongAdder active) {
    static Counts of(Metrics.Scope scope) {
      return new Counts(
          scope.counter("fault.aborts_injected"),
          scope.counter("fault.delays_injected"),
          scope.counter("fault.faults_overflow"),
          scope.gauge("fault.active_faults"));
    }
  }

  private final FaultPlan plan;
  private final Counts counts;
  private @Nullable Deadline waiting; // event loop only, like the rest
  private boolean active;

  private InjectFault(FaultPlan plan, Counts counts) {
    this.plan = plan;
    this.counts = counts;
  }

  /// `scope` is that of the listener's HttpConnectionManager.
  public static InjectFault of(FaultPlan plan, Metrics.Scope scope) {
    return new InjectFault(plan, Counts.of(scope));
  }

  @Override
  public Filter forRequest() {
    return new InjectFault(plan, counts);
  }

  @Override
  public boolean request(Exchange exchange) {
    if (plan.maxActive() != Long.MAX_VALUE && counts.active().sum() >= plan.maxActive()) {
      counts.overflow().increment();
      return true;
    }
    if (!plan.condition().covers(exchange.head(), exchange.cluster())) {
      return true;
    }
    long millis = delayMillis(exchange);
    if (millis > 0) {
      delay(exchange, millis);
      return false;
    }
    return !abort(exchange);
  }

  private long delayMillis(Exchange exchange) {
    return switch (plan.delay()) {
      case FaultPlan.NoDelay() -> 0;
      case FaultPlan.DelayOf(long millis, Fraction part) -> drawn(exchange, part) ? millis : 0;
      case FaultPlan.DelayAsAsked(Fraction part) -> {
        EditableRequestHead head = exchange.head();
        Fraction wanted = asked(head, "x-envoy-fault-delay-request-percentage", part);
        yield drawn(exchange, wanted) ? number(head, "x-envoy-fault-delay-request") : 0;
      }
    };
  }

  private void delay(Exchange exchange, long millis) {
    Deadline deadline = new Deadline(() -> waited(exchange), exchange::abort);
    waiting = deadline;
    exchange.worker().deadlines().arm(deadline, millis);
    begun();
    counts.delays().increment();
    exchange.flag("DI");
  }

  private void waited(Exchange exchange) {
    waiting = null;
    if (!abort(exchange)) {
      exchange.goOn();
    }
  }

  /// Whether the request was answered.
  private boolean abort(Exchange exchange) {
    return switch (plan.abort()) {
      case FaultPlan.NoAbort() -> false;
      case FaultPlan.AbortWith(int status, Fraction part) ->
          drawn(exchange, part) && abort(exchange, status, NONE);
      case FaultPlan.AbortGrpc(int grpcStatus, Fraction part) ->
          drawn(exchange, part) && abort(exchange, 200, grpcStatus);
      case FaultPlan.AbortAsAsked(Fraction part) -> abortAsAsked(exchange, part);
    };
  }

  private boolean abortAsAsked(Exchange exchange, Fraction part) {
    EditableRequestHead head = exchange.head();
    if (!drawn(exchange, asked(head, "x-envoy-fault-abort-request-percentage", part))) {
      return false;
    }
    long status = number(head, "x-envoy-fault-abort-request");
    if (status >= 200 && status < 600) {
      return abort(exchange, (int) status, NONE);
    }
    long grpcStatus = number(head, "x-envoy-fault-abort-grpc-request");
    return grpcStatus >= 0 && abort(exchange, 200, (int) grpcStatus);
  }

  private boolean abort(Exchange exchange, int status, int grpcStatus) {
    begun();
    counts.aborts().increment();
    LocalReply reply = LocalReply.of(status, "fault filter abort", "FI", "fault_filter_abort");
    exchange.reply(grpcStatus == NONE ? reply : reply.withGrpcStatus(grpcStatus));
    return true;
  }

  private static boolean drawn(Exchange exchange, Fraction part) {
    return part.has(exchange.worker().random().nextLong());
  }

  private static Fraction asked(EditableRequestHead head, String header, Fraction most) {
    long wanted = number(head, header);
    return wanted < 0 ? most : most.atMost((int) Math.min(wanted, Integer.MAX_VALUE));
  }

  /// The number in a header, or below 0.
  private static long number(EditableRequestHead head, String header) {
    @Nullable String text = head.header(header);
    if (text == null || text.isEmpty() || text.length() > 10) {
      return NONE;
    }
    long number = 0;
    for (int i = 0; i < text.length(); i++) {
      char digit = text.charAt(i);
      if (digit < '0' || digit > '9') {
        return NONE;
      }
      number = number * 10 + digit - '0';
    }
    return number;
  }

  private void begun() {
    if (!active) {
      active = true;
      counts.active().increment();
    }
  }

  @Override
  public void end(Exchange exchange) {
    Deadline armed = waiting;
    if (armed != null) {
      exchange.worker().deadlines().disarm(armed);
    }
    if (active) {
      counts.active().decrement();
    }
  }
}
