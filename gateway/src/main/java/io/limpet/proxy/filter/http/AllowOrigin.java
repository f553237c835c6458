package io.limpet.proxy.filter.http;

import io.limpet.metrics.Metrics;
import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.codec.HeaderLine;
import io.limpet.proxy.codec.HeaderName;
import io.limpet.proxy.http.Exchange;
import io.limpet.proxy.http.Filter;
import io.limpet.proxy.http.LocalReply;
import io.limpet.proxy.plan.filter.CorsPlan;
import io.limpet.proxy.plan.filter.CorsPlan.Said;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Tells browsers which origins may call (Envoy: cors_filter.cc). A preflight is answered here.
public final class AllowOrigin implements Filter {
  private static final HeaderName ALLOW_ORIGIN = HeaderName.of("access-control-allow-origin");
  private static final HeaderName ALLOW_METHODS = HeaderName.of("access-control-allow-methods");
  private static final HeaderName ALLOW_HEADERS = HeaderName.of("access-control-allow-headers");
  private static final HeaderName EXPOSE = HeaderName.of("access-control-expose-headers");
  private static final HeaderName MAX_AGE = HeaderName.of("access-control-max-age");
  private static final HeaderLine CREDENTIALS =
      HeaderLine.of("access-control-allow-credentials", "true");
  private static final HeaderLine PRIVATE_NETWORK =
      HeaderLine.of("access-control-allow-private-network", "true");

  private record Counts(LongAdder valid, LongAdder invalid) {}

  private final CorsPlan plan;
  private final Counts counts;
  private String origin = ""; // event loop only; empty where none is allowed

  private AllowOrigin(CorsPlan plan, Counts counts) {
    this.plan = plan;
    this.counts = counts;
  }

  /// `scope` is that of the listener's HttpConnectionManager.
  public static AllowOrigin of(CorsPlan plan, Metrics.Scope scope) {
    return new AllowOrigin(
        plan, new Counts(scope.counter("cors.origin_valid"), scope.counter("cors.origin_invalid")));
  }

  @Override
  public Filter forRequest() {
    return new AllowOrigin(plan, counts);
  }

  @Override
  public boolean request(Exchange exchange) {
    @Nullable String asking = exchange.head().header("origin");
    if (exchange.target() == null || asking == null || asking.isEmpty()) {
      return true;
    }
    boolean enabled = plan.enabled().has(exchange.worker().random().nextLong());
    if (!enabled && !plan.shadow().has(exchange.worker().random().nextLong())) {
      return true;
    }
    boolean allowed = plan.origins().has(asking);
    (allowed ? counts.valid() : counts.invalid()).increment();
    if (!enabled) {
      return true;
    }
    origin = allowed ? asking : "";
    if (!preflight(exchange.head()) || (!allowed && forwardsOthers())) {
      return true;
    }
    exchange.respond(answer(exchange.head()));
    return false;
  }

  private static boolean preflight(EditableRequestHead head) {
    return head.method().equals("OPTIONS")
        && !first(head, "access-control-request-method").isEmpty();
  }

  private boolean forwardsOthers() {
    return plan.switches().forwardOthers() != Said.NO;
  }

  private static String first(EditableRequestHead head, String header) {
    @Nullable String value = head.header(header);
    return value == null ? "" : value;
  }

  private LocalReply answer(EditableRequestHead head) {
    List<HeaderLine> lines = new ArrayList<>();
    if (!origin.isEmpty()) {
      lines.add(HeaderLine.of(ALLOW_ORIGIN, origin));
    }
    if (plan.switches().allowCredentials() == Said.YES) {
      lines.add(CREDENTIALS);
    }
    CorsPlan.Texts texts = plan.texts();
    String methods = first(head, "access-control-request-method");
    add(lines, ALLOW_METHODS, asked(texts.allowMethods(), methods), texts.allowMethods());
    String headers = first(head, "access-control-request-headers");
    add(lines, ALLOW_HEADERS, asked(texts.allowHeaders(), headers), texts.allowHeaders());
    add(lines, MAX_AGE, texts.maxAge(), texts.maxAge());
    if (plan.switches().allowPrivateNetwork() == Said.YES
        && first(head, "access-control-request-private-network").equals("true")) {
      lines.add(PRIVATE_NETWORK);
    }
    return LocalReply.of(200, "", "-", "cors_response").with(lines);
  }

  /// For a lone `*`, that what was asked for.
  private static String asked(String configured, String asked) {
    return configured.equals("*") ? asked : configured;
  }

  private static void add(
      List<HeaderLine> lines, HeaderName name, String value, String configured) {
    if (!configured.isEmpty()) {
      lines.add(HeaderLine.of(name, value));
    }
  }

  @Override
  public void response(Exchange exchange, EditableResponseHead head) {
    if (origin.isEmpty()) {
      return;
    }
    head.set(ALLOW_ORIGIN, origin);
    if (plan.switches().allowCredentials() == Said.YES) {
      head.set(CREDENTIALS);
    }
    if (!plan.texts().exposeHeaders().isEmpty()) {
      head.set(EXPOSE, plan.texts().exposeHeaders());
    }
  }
}
