package io.limpet.world.document;

import io.limpet.model.tree.Value;
import io.limpet.model.tree.Value.Mapping;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which objects are meant, by their labels (Kubernetes: "Labels and Selectors").
public record LabelSelector(List<Requirement> requirements) {
  /// One condition. `values` is empty for [Operator#EXISTS] and [Operator#ABSENT].
  public record Requirement(String key, Operator operator, List<String> values) {
    public Requirement {
      values = List.copyOf(values);
    }

    boolean matches(Map<String, String> labels) {
      String value = labels.get(key);
      return switch (operator) {
        case IN -> value != null && values.contains(value);
        case NOT_IN -> value == null || !values.contains(value);
        case EXISTS -> value != null;
        case ABSENT -> value == null;
      };
    }
  }

  /// How a label is compared.
  public enum Operator {
    IN,
    NOT_IN,
    EXISTS,
    ABSENT
  }

  public static final LabelSelector EVERYTHING = new LabelSelector(List.of());

  private static final Pattern SET =
      Pattern.compile("\\s*([^\\s!=,()]+)\\s+(in|notin)\\s*\\(([^)]*)\\)\\s*");
  private static final Pattern EQUALITY =
      Pattern.compile("\\s*([^\\s!=,()]+)\\s*(==|!=|=)\\s*([^\\s,()]*)\\s*");
  private static final Pattern PRESENCE = Pattern.compile("\\s*(!?)\\s*([^\\s!=,()]+)\\s*");

  public LabelSelector {
    requirements = List.copyOf(requirements);
  }

  /// A `matchLabels` mapping, or a Service's selector.
  public static LabelSelector ofLabels(Mapping labels) {
    List<Requirement> requirements = new ArrayList<>();
    Tree.texts(labels)
        .forEach((k, v) -> requirements.add(new Requirement(k, Operator.IN, List.of(v))));
    return new LabelSelector(requirements);
  }

  /// A Deployment's `spec.selector`.
  public static LabelSelector ofSelector(Mapping selector) {
    List<Requirement> requirements =
        new ArrayList<>(ofLabels(Tree.mapping(selector, "matchLabels")).requirements());
    for (Value each : Tree.items(selector, "matchExpressions")) {
      Operator operator =
          switch (Tree.text(each, "operator")) {
            case "NotIn" -> Operator.NOT_IN;
            case "Exists" -> Operator.EXISTS;
            case "DoesNotExist" -> Operator.ABSENT;
            default -> Operator.IN;
          };
      List<String> values =
          Tree.items(each, "values").stream().map(value -> Tree.text(value)).toList();
      requirements.add(new Requirement(Tree.text(each, "key"), operator, values));
    }
    return new LabelSelector(requirements);
  }

  /// The text of `-l` and of `labelSelector=`: `app=web,tier!=db,env in (a,b),!old`.
  public static LabelSelector parse(String text) {
    List<Requirement> requirements = new ArrayList<>();
    for (String part : text.split(",(?![^()]*\\))", -1)) {
      if (!part.isBlank()) {
        requirements.add(requirement(part));
      }
    }
    return new LabelSelector(requirements);
  }

  private static Requirement requirement(String part) {
    Matcher set = SET.matcher(part);
    if (set.matches()) {
      Operator operator = set.group(2).equals("in") ? Operator.IN : Operator.NOT_IN;
      List<String> values = Arrays.stream(set.group(3).split(",", -1)).map(String::strip).toList();
      return new Requirement(set.group(1), operator, values);
    }
    Matcher equality = EQUALITY.matcher(part);
    if (equality.matches()) {
      Operator operator = equality.group(2).equals("!=") ? Operator.NOT_IN : Operator.IN;
      return new Requirement(equality.group(1), operator, List.of(equality.group(3)));
    }
    Matcher presence = PRESENCE.matcher(part);
    if (presence.matches()) {
      Operator operator = presence.group(1).isEmpty() ? Operator.EXISTS : Operator.ABSENT;
      return new Requirement(presence.group(2), operator, List.of());
    }
    throw new IllegalArgumentException(
        "\"" + part.strip() + "\" is no label selector; write key=value, key!=value or !key");
  }

  public boolean matches(Map<String, String> labels) {
    for (Requirement requirement : requirements) {
      if (!requirement.matches(labels)) {
        return false;
      }
    }
    return true;
  }
}
