package io.limpet.model.istio;

import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.fields.Fields;
import io.limpet.model.istio.AuthorizationPolicy.Action;
import io.limpet.model.istio.AuthorizationPolicy.Rule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads an AuthorizationPolicy. Anything wrong in it makes the whole of it unreadable: a rule with
/// a part less allows more, or denies less.
public final class AuthorizationPolicyReader {
  private static final Map<String, Action> ACTIONS = Fields.words(Action.values(), Action::name);

  private AuthorizationPolicyReader() {}

  public static @Nullable AuthorizationPolicy read(
      Fields document, Metadata metadata, Origin origin) {
    document.strict();
    AuthorizationPolicy policy = document.part("spec", spec -> spec(spec, metadata, origin));
    return policy == null && !document.has("spec")
        ? new AuthorizationPolicy(metadata, origin, PolicyTarget.ALL, Action.ALLOW, List.of(), "")
        : policy;
  }

  private static AuthorizationPolicy spec(Fields spec, Metadata metadata, Origin origin) {
    spec.strict();
    Action action = spec.word("action", ACTIONS, Action.ALLOW);
    String provider = spec.part("provider", AuthorizationPolicyReader::provider);
    List<Rule> rules = spec.allItems("rules", rule -> AuthorizationRuleReader.read(rule, action));
    check(spec, action, provider == null ? "" : provider);
    return new AuthorizationPolicy(
        metadata,
        origin,
        PolicyTargetReader.read(spec),
        action,
        rules,
        provider == null ? "" : provider);
  }

  private static String provider(Fields provider) {
    provider.strict();
    return provider.requiredText("name");
  }

  private static void check(Fields spec, Action action, String provider) {
    boolean denies = action == Action.DENY || action == Action.CUSTOM;
    if (denies && !spec.has("rules")) {
      spec.refuse(
          "rules",
          "missing-field",
          "is missing, and "
              + action
              + " never applies without; write an empty rule, - {}, for"
              + " every request");
    }
    if (action == Action.CUSTOM && provider.isEmpty() && spec.sound()) {
      spec.refuse("provider", "missing-field", "is missing; write the provider's name");
    }
    if (action != Action.CUSTOM && spec.has("provider")) {
      spec.refuse("provider", "one-of", "is only for the action CUSTOM; remove it");
    }
  }
}
