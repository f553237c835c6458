package io.limpet.mesh.security;

import io.limpet.model.OrderedMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Rules that are carried out together, and shadow rules, which are only counted; null where no
/// policy has any.
public record Rbac(
    Action action, @Nullable Map<String, Policy> rules, @Nullable Map<String, Policy> shadow)
    implements Guard {
  public Rbac {
    rules = rules == null ? null : OrderedMap.copyOf(rules);
    shadow = shadow == null ? null : OrderedMap.copyOf(shadow);
  }

  /// What is done with a request that a policy matches.
  public enum Action {
    ALLOW,
    DENY,
    LOG
  }

  /// One of the permissions and one of the principals.
  public record Policy(List<Condition> permissions, List<Condition> principals) {
    /// Matches every request.
    public static final Policy ALL =
        new Policy(List.of(new Condition.Any()), List.of(new Condition.Any()));

    /// Matches no request: what a policy without rules means.
    public static final Policy NEVER =
        new Policy(
            List.of(new Condition.Not(new Condition.Any())),
            List.of(new Condition.Not(new Condition.Any())));

    public Policy {
      permissions = List.copyOf(permissions);
      principals = List.copyOf(principals);
    }
  }
}
