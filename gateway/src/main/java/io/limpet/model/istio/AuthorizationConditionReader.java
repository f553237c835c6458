package io.limpet.model.istio;

import io.limpet.model.fields.Fields;
import io.limpet.model.istio.AuthorizationPolicy.Action;
import io.limpet.model.istio.AuthorizationPolicy.Condition;
import io.limpet.model.istio.AuthorizationPolicy.Values;
import java.util.List;
import java.util.Set;

/// Reads a condition of an AuthorizationPolicy's rule: an attribute that Istio knows (`security.go`
/// in Istio's `pkg/config/security`), and values that it can have.
final class AuthorizationConditionReader {
  private static final Set<String> PLAIN =
      Set.of(
          "source.namespace",
          "source.principal",
          "request.auth.principal",
          "request.auth.audiences",
          "request.auth.presenter",
          "connection.sni");
  private static final Set<String> ADDRESSES = Set.of("source.ip", "remote.ip", "destination.ip");
  private static final String PORT = "destination.port";
  private static final String ACCOUNT = "source.serviceAccount";

  /// Attributes with a name in brackets behind them.
  private static final List<String> NAMED =
      List.of("request.headers", "request.auth.claims", "experimental.envoy.filters.");

  private static final Set<String> OF_PEERS =
      Set.of("source.namespace", ACCOUNT, "source.principal");

  private AuthorizationConditionReader() {}

  static Condition read(Fields condition, Action action) {
    condition.strict();
    String key = condition.requiredText("key");
    AttributeValues.Check check = check(key);
    Values values =
        new Values(
            AttributeValues.read(condition, "values", check),
            AttributeValues.read(condition, "notValues", check));
    if (values.isEmpty() && condition.sound()) {
      condition.refuse("values", "missing-field", "is missing; write values or notValues");
    }
    if (condition.sound()) {
      checkKey(condition, key, action);
    }
    return new Condition(key, values);
  }

  private static AttributeValues.Check check(String key) {
    if (ADDRESSES.contains(key)) {
      return AttributeValues::addresses;
    }
    if (key.equals(PORT)) {
      return AttributeValues::ports;
    }
    return key.equals(ACCOUNT) ? AttributeValues::serviceAccounts : AttributeValues::any;
  }

  private static void checkKey(Fields condition, String key, Action action) {
    boolean plain =
        PLAIN.contains(key) || ADDRESSES.contains(key) || key.equals(PORT) || key.equals(ACCOUNT);
    boolean named = NAMED.stream().anyMatch(key::startsWith);
    int open = key.indexOf('[');
    if (named && !(open > 0 && key.endsWith("]") && open < key.length() - 2)) {
      condition.refuse(
          "key", "unknown-value", "\"" + key + "\" needs a name in brackets, as in a[b]");
    } else if (!plain && !named) {
      condition.refuse(
          "key",
          "unknown-value",
          "\""
              + key
              + "\" is no attribute that is carried out; write one of Istio's, such as"
              + " request.headers[x-user] or source.ip");
    } else if (action == Action.CUSTOM
        && (OF_PEERS.contains(key) || key.startsWith("request.auth."))) {
      condition.refuse("key", "one-of", key + " cannot be asked for with the action CUSTOM");
    }
  }
}
