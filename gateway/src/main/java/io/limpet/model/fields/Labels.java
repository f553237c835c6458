package io.limpet.model.fields;

import java.util.Map;
import java.util.regex.Pattern;

/// Kubernetes' grammar of labels (its page "Labels and Selectors"). What breaks it is still read:
/// files and Limpet's own world can say what no cluster can store, but the user is told.
public final class Labels {
  private static final int MAX_LENGTH = 63;
  private static final int MAX_PREFIX_LENGTH = 253;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?");
  private static final Pattern PREFIX =
      Pattern.compile("[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*");

  private Labels() {}

  /// Labels of which a wrong one can be missing: those of a resource itself.
  public static Map<String, String> of(Fields fields, String key) {
    return checked(fields, key, fields.looseTextMap(key));
  }

  /// Labels that choose something: with one less they would choose more.
  public static Map<String, String> selector(Fields fields, String key) {
    return checked(fields, key, fields.textMap(key));
  }

  private static Map<String, String> checked(
      Fields fields, String key, Map<String, String> labels) {
    labels.forEach(
        (name, value) -> {
          if (!validKey(name)) {
            fields.warnEntry(
                key,
                name,
                "bad-label",
                "a cluster would refuse this label's name; "
                    + "write [prefix/]name, where the name has at most 63 letters, digits, '-', "
                    + "'_' or '.'");
          } else if (!validValue(value)) {
            fields.warnEntry(
                key,
                name,
                "bad-label",
                "a cluster would refuse the value \""
                    + value
                    + "\"; a label's value has at most 63 letters, digits, '-', '_' or '.', and "
                    + "begins and ends with a letter or digit");
          }
        });
    return labels;
  }

  private static boolean validKey(String key) {
    int slash = key.indexOf('/');
    String prefix = slash < 0 ? "" : key.substring(0, slash);
    String name = key.substring(slash + 1);
    return name.length() <= MAX_LENGTH
        && NAME.matcher(name).matches()
        && (slash < 0
            || (prefix.length() <= MAX_PREFIX_LENGTH && PREFIX.matcher(prefix).matches()));
  }

  private static boolean validValue(String value) {
    return value.isEmpty() || (value.length() <= MAX_LENGTH && NAME.matcher(value).matches());
  }
}
