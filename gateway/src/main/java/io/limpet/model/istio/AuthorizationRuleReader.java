package io.limpet.model.istio;

import io.limpet.model.fields.Fields;
import io.limpet.model.istio.AuthorizationPolicy.Action;
import io.limpet.model.istio.AuthorizationPolicy.Operation;
import io.limpet.model.istio.AuthorizationPolicy.Rule;
import io.limpet.model.istio.AuthorizationPolicy.Source;
import io.limpet.model.istio.AuthorizationPolicy.Values;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads a rule of an AuthorizationPolicy, with what Istio's validation asks of it
/// (`ValidateAuthorizationPolicy` in `pkg/config/validation`).
final class AuthorizationRuleReader {
  private static final List<String> OF_PEERS =
      List.of("principals", "namespaces", "serviceAccounts", "requestPrincipals");

  private static final Values NO_VALUES = new Values(List.of(), List.of());
  private static final Source NO_SOURCE =
      new Source(NO_VALUES, NO_VALUES, NO_VALUES, NO_VALUES, NO_VALUES, NO_VALUES);
  private static final Operation NO_OPERATION =
      new Operation(NO_VALUES, NO_VALUES, NO_VALUES, NO_VALUES);

  private AuthorizationRuleReader() {}

  static Rule read(Fields rule, Action action) {
    rule.strict();
    List<Source> from = rule.allItems("from", each -> from(each, action));
    List<Operation> to = rule.allItems("to", AuthorizationRuleReader::to);
    requireItems(rule, "from", from);
    requireItems(rule, "to", to);
    return new Rule(
        from, to, rule.allItems("when", each -> AuthorizationConditionReader.read(each, action)));
  }

  private static void requireItems(Fields rule, String key, List<?> items) {
    if (rule.has(key) && items.isEmpty() && rule.sound()) {
      rule.refuse(key, "missing-field", "must not be empty; remove it, or write an item");
    }
  }

  private static @Nullable Source from(Fields from, Action action) {
    from.strict();
    return from.requiredPart("source", source -> source(source, action));
  }

  private static Source source(Fields source, Action action) {
    source.strict();
    if (action == Action.CUSTOM) {
      refusePeers(source);
    }
    Source read =
        new Source(
            values(source, "principals", AttributeValues::any),
            values(source, "requestPrincipals", AttributeValues::any),
            values(source, "namespaces", AttributeValues::any),
            values(source, "serviceAccounts", AttributeValues::serviceAccounts),
            values(source, "ipBlocks", AttributeValues::addresses),
            values(source, "remoteIpBlocks", AttributeValues::addresses));
    boolean accounts = !read.serviceAccounts().isEmpty();
    if (accounts && !(read.principals().isEmpty() && read.namespaces().isEmpty())) {
      source.refuse(
          "serviceAccounts",
          "one-of",
          "cannot stand beside principals or namespaces; keep one of them");
    }
    requireSome(source, "principals", read.equals(NO_SOURCE));
    return read;
  }

  private static void refusePeers(Fields source) {
    for (String key : OF_PEERS) {
      for (String each : List.of(key, negated(key))) {
        if (source.has(each)) {
          source.refuse(each, "one-of", "cannot be asked for with the action CUSTOM; remove it");
        }
      }
    }
  }

  private static @Nullable Operation to(Fields to) {
    to.strict();
    return to.requiredPart("operation", AuthorizationRuleReader::operation);
  }

  private static Operation operation(Fields operation) {
    operation.strict();
    Operation read =
        new Operation(
            values(operation, "hosts", AttributeValues::any),
            values(operation, "ports", AttributeValues::ports),
            values(operation, "methods", AttributeValues::any),
            values(operation, "paths", AttributeValues::paths));
    requireSome(operation, "paths", read.equals(NO_OPERATION));
    return read;
  }

  private static void requireSome(Fields fields, String example, boolean empty) {
    if (empty && fields.sound()) {
      fields.refuse(
          example,
          "missing-field",
          "is missing, and so is all else that can be asked for; write some of it");
    }
  }

  private static Values values(Fields fields, String key, AttributeValues.Check check) {
    return new Values(
        AttributeValues.read(fields, key, check),
        AttributeValues.read(fields, negated(key), check));
  }

  /// `notPaths` for `paths`.
  private static String negated(String key) {
    return "not" + key.substring(0, 1).toUpperCase(Locale.ROOT) + key.substring(1);
  }
}
