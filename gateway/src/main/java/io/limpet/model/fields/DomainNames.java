package io.limpet.model.fields;

import java.util.regex.Pattern;

/// Names of hosts as Istio's webhook takes them (`ValidateFQDN` and `ValidateWildcardDomain` in its
/// `pkg/config/validation`).
public final class DomainNames {
  private static final int MAX_LENGTH = 255;
  private static final int MAX_LABEL_LENGTH = 63;
  private static final String LABEL_FORM = "[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?";
  private static final Pattern LABEL = Pattern.compile(LABEL_FORM);
  private static final Pattern FIRST_LABEL = Pattern.compile("\\*|(?:\\*|\\*-)?" + LABEL_FORM);
  private static final Pattern NUMBER = Pattern.compile("[-+]?[0-9]+");

  private DomainNames() {}

  /// Whether it is one part of a name.
  public static boolean isLabel(String text) {
    return text.length() <= MAX_LABEL_LENGTH && LABEL.matcher(text).matches();
  }

  /// Whether it is a name without wildcard.
  public static boolean isFull(String text) {
    return !text.isEmpty() && text.length() <= MAX_LENGTH && areLabels(text);
  }

  /// Whether it is a name whose first part may be, or begin with, `*`.
  public static boolean isWildcardOrFull(String text) {
    if (text.isEmpty() || text.length() > MAX_LENGTH) {
      return false;
    }
    int dot = text.indexOf('.');
    String first = dot < 0 ? text : text.substring(0, dot);
    return first.length() <= MAX_LABEL_LENGTH
        && FIRST_LABEL.matcher(first).matches()
        && (dot < 0 || areLabels(text.substring(dot + 1)));
  }

  /// The last part may be empty, for a name that ends with a dot, but no number.
  private static boolean areLabels(String text) {
    String[] labels = text.split("\\.", -1);
    if (NUMBER.matcher(labels[labels.length - 1]).matches()) {
      return false;
    }
    for (int i = 0; i < labels.length; i++) {
      if (!isLabel(labels[i]) && !(i == labels.length - 1 && labels[i].isEmpty())) {
        return false;
      }
    }
    return true;
  }
}
