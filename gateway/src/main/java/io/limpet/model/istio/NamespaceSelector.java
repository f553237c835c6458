package io.limpet.model.istio;

import io.limpet.model.OrderedMap;
import java.util.List;
import java.util.Map;

/// Chooses namespaces by their labels: Kubernetes' LabelSelector.
public record NamespaceSelector(Map<String, String> matchLabels, List<Expression> expressions) {
  public NamespaceSelector {
    matchLabels = OrderedMap.copyOf(matchLabels);
    expressions = List.copyOf(expressions);
  }

  public record Expression(String key, Operator operator, List<String> values) {
    public Expression {
      values = List.copyOf(values);
    }

    boolean matches(Map<String, String> labels) {
      String value = labels.get(key);
      return switch (operator) {
        case IN -> value != null && values.contains(value);
        case NOT_IN -> value == null || !values.contains(value);
        case EXISTS -> value != null;
        case DOES_NOT_EXIST -> value == null;
      };
    }
  }

  public enum Operator {
    IN("In"),
    NOT_IN("NotIn"),
    EXISTS("Exists"),
    DOES_NOT_EXIST("DoesNotExist");

    private final String text;

    Operator(String text) {
      this.text = text;
    }

    /// As written in a document.
    public String text() {
      return text;
    }
  }

  public boolean matches(Map<String, String> labels) {
    return labels.entrySet().containsAll(matchLabels.entrySet())
        && expressions.stream().allMatch(each -> each.matches(labels));
  }
}
