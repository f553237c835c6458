package io.limpet.proxy.plan.filter;

import io.limpet.proxy.head.RequestHead;
import io.limpet.proxy.plan.match.RbacTest;
import java.util.List;

/// The `rbac` filter: who may ask for what (Envoy: filters/common/rbac/engine_impl.cc).
///
/// `shadow` is only counted, and what it found kept as metadata under names that begin with
/// `shadowKey`. `ruleStat` and `shadowStat` are put before the names of the numbers.
public record RbacPlan(
    Rules rules,
    Rules shadow,
    String ruleStat,
    String shadowStat,
    String shadowKey,
    boolean countPolicies)
    implements FilterPlan {

  /// Rules, or none: then everything is allowed and nothing counted.
  public sealed interface Rules {
    Verdict judge(RequestHead head);
  }

  record NoRules() implements Rules {
    @Override
    public Verdict judge(RequestHead head) {
      return Verdict.UNASKED;
    }
  }

  public static final Rules NO_RULES = new NoRules();

  /// Nothing is allowed.
  public static final Rules NOTHING = new Policies(List.of(), Verdict.of(false, ""));

  /// What is done with a request that a policy matches.
  public enum Action {
    ALLOW,
    DENY,
    LOG
  }

  /// Policies in the order of their names; the first that matches counts.
  public record Policies(List<Policy> policies, Verdict unmatched) implements Rules {
    public Policies {
      policies = List.copyOf(policies);
    }

    @Override
    public Verdict judge(RequestHead head) {
      for (int i = 0; i < policies.size(); i++) {
        if (policies.get(i).matches(head)) {
          return policies.get(i).verdict();
        }
      }
      return unmatched;
    }
  }

  public record Policy(RbacTest permissions, RbacTest principals, Verdict verdict) {
    boolean matches(RequestHead head) {
      return permissions.test(head) && principals.test(head);
    }
  }

  /// What is said of a request: whether anything was asked, whether it may go on, the policy that
  /// said so (empty for none), and the details of a refusal.
  public record Verdict(boolean asked, boolean allowed, String policy, String details) {
    static final Verdict UNASKED = new Verdict(false, true, "", "");

    public static Verdict of(boolean allowed, String policy) {
      String name = policy.isEmpty() ? "none" : policy;
      StringBuilder text = new StringBuilder("rbac_access_denied_matched_policy[");
      for (int i = 0; i < name.length(); i++) {
        char letter = name.charAt(i);
        text.append(Character.isWhitespace(letter) ? '_' : letter);
      }
      return new Verdict(true, allowed, policy, text.append(']').toString());
    }
  }
}
