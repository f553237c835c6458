package io.limpet.model.gatewayapi;

import io.limpet.model.fields.Fields;
import io.limpet.model.fields.Labels;
import io.limpet.model.gatewayapi.LabelSelector.Expression;
import io.limpet.model.gatewayapi.LabelSelector.Operator;
import java.util.Map;

/// Reads a selector of labels: all of it or nothing.
final class LabelSelectorReader {
  private static final Map<String, Operator> OPERATORS =
      Map.of(
          "In", Operator.IN,
          "NotIn", Operator.NOT_IN,
          "Exists", Operator.EXISTS,
          "DoesNotExist", Operator.DOES_NOT_EXIST);

  private LabelSelectorReader() {}

  static LabelSelector read(Fields selector) {
    selector.strict();
    return new LabelSelector(
        Labels.selector(selector, "matchLabels"),
        selector.allItems("matchExpressions", LabelSelectorReader::expression));
  }

  private static Expression expression(Fields expression) {
    expression.strict();
    String key = expression.requiredText("key");
    String _ = expression.requiredText("operator");
    Operator operator = expression.word("operator", OPERATORS, Operator.EXISTS);
    Expression read = new Expression(key, operator, expression.texts("values"));
    boolean takesValues = operator == Operator.IN || operator == Operator.NOT_IN;
    if (expression.sound() && takesValues == read.values().isEmpty()) {
      expression.refuse(
          "values",
          "bad-selector",
          takesValues
              ? "is missing; write at least one value"
              : "stands beside " + operator + ", which takes none; remove it");
    }
    return read;
  }
}
