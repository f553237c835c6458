package io.limpet.proxy.filter.http;

import io.limpet.jwt.JwtStatus;
import io.limpet.metrics.Metrics;
import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.codec.HeaderLine;
import io.limpet.proxy.http.Exchange;
import io.limpet.proxy.http.Filter;
import io.limpet.proxy.http.LocalReply;
import io.limpet.proxy.plan.filter.JwtPlan;
import io.limpet.proxy.plan.filter.JwtRequirement;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Answers requests whose tokens are not as they must be (Envoy: jwt_authn/filter.cc).
public final class CheckTokens implements Filter {
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;

  /// Of a path, so much is told.
  private static final int LONGEST_PATH = 256;

  private final JwtPlan plan;
  private final LongAdder allowed;
  private final LongAdder denied;
  private final LongAdder bypassed;

  private CheckTokens(JwtPlan plan, Metrics.Scope scope) {
    this.plan = plan;
    String prefix = "jwt_authn." + plan.statPrefix();
    allowed = scope.counter(prefix + "allowed");
    denied = scope.counter(prefix + "denied");
    bypassed = scope.counter(prefix + "cors_preflight_bypassed");
  }

  /// `scope` is that of the listener's HttpConnectionManager.
  public static CheckTokens of(JwtPlan plan, Metrics.Scope scope) {
    return new CheckTokens(plan, scope);
  }

  @Override
  public boolean request(Exchange exchange) {
    EditableRequestHead head = exchange.head();
    if (plan.bypassPreflight() && isPreflight(head)) {
      bypassed.increment();
      allowed.increment();
      return true;
    }
    @Nullable String unknown = plan.unknownName();
    if (unknown != null) {
      denied.increment();
      String body = plan.hidesFailure() ? "" : "Failed JWT authentication: " + unknown;
      exchange.reply(LocalReply.of(FORBIDDEN, body, "-", details(unknown)));
      return false;
    }
    @Nullable JwtRequirement requirement = plan.requirement(head, exchange.chance());
    if (requirement == null) {
      allowed.increment();
      return true;
    }
    String uri = uri(exchange);
    TokenCheck check = new TokenCheck(head, exchange.worker().epochSecond());
    JwtStatus status = check.of(requirement);
    if (status != JwtStatus.OK) {
      refuse(exchange, status, uri);
      return false;
    }
    allowed.increment();
    check.keep();
    if (check.clearsRoute()) {
      exchange.reroute();
    }
    return true;
  }

  private static boolean isPreflight(EditableRequestHead head) {
    return head.method().equals("OPTIONS")
        && isSaid(head.header("origin"))
        && isSaid(head.header("access-control-request-method"));
  }

  private static boolean isSaid(@Nullable String value) {
    return value != null && !value.isEmpty();
  }

  /// As the client wrote it.
  private static String uri(Exchange exchange) {
    EditableRequestHead head = exchange.head();
    @Nullable String original = head.header("x-envoy-original-path");
    String path = original == null ? head.path() : original;
    String shown = path.length() > LONGEST_PATH ? path.substring(0, LONGEST_PATH) : path;
    return head.scheme() + "://" + head.authority() + shown;
  }

  private void refuse(Exchange exchange, JwtStatus status, String uri) {
    denied.increment();
    int code = status == JwtStatus.AUDIENCE_NOT_ALLOWED ? FORBIDDEN : UNAUTHORIZED;
    String details = details(status.text());
    if (plan.hidesFailure()) {
      exchange.reply(LocalReply.of(code, "", "-", details));
      return;
    }
    String error = status == JwtStatus.MISSING ? "" : ", error=\"invalid_token\"";
    exchange.reply(
        LocalReply.of(code, status.text(), "-", details)
            .with(
                List.of(
                    HeaderLine.of("www-authenticate", "Bearer realm=\"" + uri + "\"" + error))));
  }

  private static String details(String text) {
    return "jwt_authn_access_denied{" + text.replace(' ', '_') + "}";
  }
}
