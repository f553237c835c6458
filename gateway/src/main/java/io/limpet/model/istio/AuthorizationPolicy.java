package io.limpet.model.istio;

import io.limpet.model.Kind;
import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.Resource;
import java.util.List;

/// Who may ask for what. `provider` is empty but for CUSTOM.
public record AuthorizationPolicy(
    Metadata metadata,
    Origin origin,
    PolicyTarget target,
    Action action,
    List<Rule> rules,
    String provider)
    implements Resource {
  public AuthorizationPolicy {
    rules = List.copyOf(rules);
  }

  @Override
  public Kind kind() {
    return Kind.AUTHORIZATION_POLICY;
  }

  /// What is done with a request that one of the rules matches.
  public enum Action {
    ALLOW,
    DENY,
    AUDIT,
    CUSTOM
  }

  /// One of the sources, if there are any, one of the operations, if there are any, and all of the
  /// conditions.
  public record Rule(List<Source> from, List<Operation> to, List<Condition> when) {
    public Rule {
      from = List.copyOf(from);
      to = List.copyOf(to);
      when = List.copyOf(when);
    }
  }

  /// One of some values and none of others; an empty list asks for nothing.
  public record Values(List<String> some, List<String> none) {
    public Values {
      some = List.copyOf(some);
      none = List.copyOf(none);
    }

    public boolean isEmpty() {
      return some.isEmpty() && none.isEmpty();
    }
  }

  /// Where a request comes from.
  public record Source(
      Values principals,
      Values requestPrincipals,
      Values namespaces,
      Values serviceAccounts,
      Values ipBlocks,
      Values remoteIpBlocks) {}

  /// What a request asks for.
  public record Operation(Values hosts, Values ports, Values methods, Values paths) {}

  /// An attribute by name, such as `request.headers[x-user]`.
  public record Condition(String key, Values values) {}
}
