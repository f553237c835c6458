package io.limpet.proxy.filter.http;

import io.limpet.jwt.Json;
import io.limpet.jwt.Json.Fields;
import io.limpet.metrics.Metrics;
import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.head.Metadata;
import io.limpet.proxy.http.Exchange;
import io.limpet.proxy.http.Filter;
import io.limpet.proxy.http.LocalReply;
import io.limpet.proxy.plan.filter.RbacPlan;
import io.limpet.proxy.plan.filter.RbacPlan.Verdict;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Answers those who may not ask for what they ask for (Envoy: rbac_filter.cc).
public final class CheckAccess implements Filter {
  private static final int FORBIDDEN = 403;

  /// What the metadata stands under, whatever a chain calls the filter.
  private static final String NAME = "envoy.filters.http.rbac";

  private final RbacPlan plan;
  private final Metrics.Scope scope;
  private final LongAdder allowed;
  private final LongAdder denied;
  private final LongAdder shadowAllowed;
  private final LongAdder shadowDenied;

  /// `scope` is that of the listener's HttpConnectionManager.
  public CheckAccess(RbacPlan plan, Metrics.Scope scope) {
    this.plan = plan;
    this.scope = scope;
    String rules = "rbac." + plan.ruleStat();
    String shadow = "rbac." + plan.shadowStat();
    allowed = scope.counter(rules + "allowed");
    denied = scope.counter(rules + "denied");
    shadowAllowed = scope.counter(shadow + "shadow_allowed");
    shadowDenied = scope.counter(shadow + "shadow_denied");
  }

  @Override
  public boolean request(Exchange exchange) {
    Verdict shadow = plan.shadow().judge(exchange.head());
    if (shadow.asked()) {
      (shadow.allowed() ? shadowAllowed : shadowDenied).increment();
      countPolicy(shadow, plan.shadowStat(), "shadow_");
      keep(exchange.head(), shadow);
    }
    Verdict verdict = plan.rules().judge(exchange.head());
    if (!verdict.asked()) {
      return true;
    }
    (verdict.allowed() ? allowed : denied).increment();
    countPolicy(verdict, plan.ruleStat(), "");
    if (verdict.allowed()) {
      return true;
    }
    exchange.reply(LocalReply.of(FORBIDDEN, "RBAC: access denied", "-", verdict.details()));
    return false;
  }

  /// For filters behind this one. Only what a policy matched is kept.
  private void keep(EditableRequestHead head, Verdict shadow) {
    if (shadow.policy().isEmpty()) {
      return;
    }
    Map<String, Fields> all = new HashMap<>(head.metadata().byFilter());
    Map<String, Json> own = new HashMap<>();
    @Nullable Fields before = all.get(NAME);
    if (before != null) {
      own.putAll(before.fields());
    }
    own.put(plan.shadowKey() + "shadow_effective_policy_id", new Json.Text(shadow.policy()));
    own.put(
        plan.shadowKey() + "shadow_engine_result",
        new Json.Text(shadow.allowed() ? "allowed" : "denied"));
    all.put(NAME, new Fields(own));
    head.metadata(new Metadata(all));
  }

  private void countPolicy(Verdict verdict, String prefix, String kind) {
    if (plan.countPolicies() && !verdict.policy().isEmpty()) {
      String end = verdict.allowed() ? "allowed" : "denied";
      scope.counter("rbac." + prefix + "policy." + verdict.policy() + "." + kind + end).increment();
    }
  }
}
