package io.limpet.model.gatewayapi;

import io.limpet.model.OrderedMap;
import java.util.List;
import java.util.Map;

/// Kubernetes' selector of labels: all conditions must hold.
public record LabelSelector(Map<String, String> matchLabels, List<Expression> expressions) {
  public LabelSelector {
    matchLabels = OrderedMap.copyOf(matchLabels);
    expressions = List.copyOf(expressions);
  }

  public enum Operator {
    IN,
    NOT_IN,
    EXISTS,
    DOES_NOT_EXIST
  }

  public record Expression(String key, Operator operator, List<String> values) {
    public Expression {
      values = List.copyOf(values);
    }

    private boolean matches(Map<String, String> labels) {
      String value = labels.get(key);
      return switch (operator) {
        case IN -> value != null && values.contains(value);
        case NOT_IN -> value == null || !values.contains(value);
        case EXISTS -> value != null;
        case DOES_NOT_EXIST -> value == null;
      };
    }
  }

  public boolean matches(Map<String, String> labels) {
    return labels.entrySet().containsAll(matchLabels.entrySet())
        && expressions.stream().allMatch(each -> each.matches(labels));
  }
}
