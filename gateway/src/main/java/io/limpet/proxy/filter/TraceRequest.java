package io.limpet.proxy.filter;

import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.codec.HeaderLines;
import io.limpet.proxy.codec.HeaderName;
import io.limpet.proxy.http.Exchange;
import io.limpet.proxy.http.Filter;
import io.limpet.proxy.plan.Route;
import io.limpet.proxy.plan.TracingPlan;
import io.limpet.proxy.plan.TracingPlan.Decoration;
import io.limpet.proxy.plan.TracingPlan.Sampling;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What is seen of tracing where no span is sent: the request's id says whether it is traced, and
/// the route's operation is told, before filters see the request, and anew for another route
/// (Envoy: conn_manager_utility.cc, `mutateTracingRequestHeader`; conn_manager_impl.cc,
/// `traceRequest` and `refreshTracing`).
final class TraceRequest implements Filter {
  private static final HeaderName CLIENT_TRACE = HeaderName.of("x-client-trace-id");

  private final RandomGenerator random;

  TraceRequest(RandomGenerator random) {
    this.random = random;
  }

  @Override
  public boolean request(Exchange exchange) {
    TracingPlan plan = exchange.serving().http().identity().tracing();
    if (plan.decoration() == Decoration.NONE) {
      return true;
    }
    @Nullable Route route = exchange.route();
    if (plan.packsReason()) {
      @Nullable Sampling own = route == null ? null : route.sampling();
      sample(exchange.head(), own == null ? plan.sampling() : own);
    }
    decorate(exchange, plan.decoration(), route == null ? "" : route.decorator());
    return true;
  }

  private void sample(EditableRequestHead head, Sampling sampling) {
    HeaderLines lines = head.lines();
    int id = RequestIds.line(lines);
    long number = id < 0 ? -1 : RequestIds.number(lines, id);
    if (number < 0) {
      return;
    }
    int before = RequestIds.reason(lines, id);
    int reason = RequestIds.isTraced(before) ? before : wanted(head, sampling, number, before);
    if (RequestIds.isTraced(reason) && !sampling.overall().has(number)) {
      reason = RequestIds.NOT_TRACED;
    }
    if (reason != before) {
      RequestIds.reason(lines, id, reason);
    }
  }

  /// Why a request is to be traced that nobody traces yet; its letter stays where it is not.
  private int wanted(EditableRequestHead head, Sampling sampling, long number, int before) {
    if (head.has(CLIENT_TRACE) && sampling.client().has(random.nextLong())) {
      return RequestIds.CLIENT_ASKED;
    }
    if (head.has(HeaderNames.FORCE_TRACE)) {
      return RequestIds.FORCED;
    }
    return sampling.random().has(number) ? RequestIds.SAMPLED : before;
  }

  /// The operation is told to endpoints; or clients are told, unless their caller said another,
  /// which is heard by nobody else.
  private static void decorate(Exchange exchange, Decoration decoration, String operation) {
    EditableRequestHead head = exchange.head();
    if (decoration == Decoration.ENDPOINTS) {
      if (!operation.isEmpty()) {
        head.set(HeaderNames.DECORATOR_OPERATION, operation);
      }
      return;
    }
    @Nullable String said = head.header(HeaderNames.DECORATOR_OPERATION.text());
    if (said != null) {
      head.remove(HeaderNames.DECORATOR_OPERATION);
      exchange.notes().named(!said.isEmpty());
    }
  }

  @Override
  public void response(Exchange exchange, EditableResponseHead head) {
    switch (exchange.serving().http().identity().tracing().decoration()) {
      case NONE -> {}
      case ENDPOINTS -> head.remove(HeaderNames.DECORATOR_OPERATION);
      case CLIENTS -> {
        @Nullable Route route = exchange.route();
        if (route != null && !route.decorator().isEmpty() && !exchange.notes().named()) {
          head.set(HeaderNames.DECORATOR_OPERATION, route.decorator());
        }
      }
    }
  }
}
