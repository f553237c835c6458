package io.limpet.model.istio;

import io.limpet.model.fields.Addresses;
import io.limpet.model.fields.Fields;
import java.util.List;
import java.util.regex.Pattern;

/// What the values of an AuthorizationPolicy's attributes must be (`security.go` in Istio's
/// `pkg/config/security`).
final class AttributeValues {
  /// What is asked of the values of a field, which were read from it.
  @FunctionalInterface
  interface Check {
    void check(Fields fields, String key, List<String> texts);
  }

  private static final int MAX_PORT = 65_535;
  private static final int MAX_ACCOUNTS = 16;
  private static final int MAX_ACCOUNT_LENGTH = 320;
  private static final String ONE = "{*}";
  private static final String ANY = "{**}";
  private static final Pattern SEGMENT = Pattern.compile("[-a-zA-Z0-9._~%!$&'()+,;:@=]+");

  private AttributeValues() {}

  /// Nothing but that a value is written.
  static void any(Fields fields, String key, List<String> texts) {}

  /// The texts of a field, each of them as `check` asks.
  static List<String> read(Fields fields, String key, Check check) {
    List<String> texts = fields.texts(key);
    notEmpty(fields, key, texts);
    if (!texts.contains("")) {
      check.check(fields, key, texts);
    }
    return texts;
  }

  private static void notEmpty(Fields fields, String key, List<String> texts) {
    if (texts.contains("")) {
      fields.refuse(key, "empty-value", "has an empty text; remove it, or write a value");
    }
  }

  /// Addresses and ranges of them.
  static void addresses(Fields fields, String key, List<String> texts) {
    for (String text : texts) {
      if (!isRange(text)) {
        fields.refuse(
            key,
            "bad-address",
            "\"" + text + "\" is neither an address nor a range; write 10.1.2.3 or 10.1.0.0/16");
      }
    }
  }

  private static boolean isRange(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    if (!Addresses.valid(address)) {
      return false;
    }
    int most = address.contains(":") ? 128 : 32;
    return slash < 0 || isWhole(text.substring(slash + 1), most);
  }

  private static boolean isWhole(String text, int most) {
    return text.matches("0|[1-9][0-9]{0,4}") && Integer.parseInt(text) <= most;
  }

  static void ports(Fields fields, String key, List<String> texts) {
    for (String text : texts) {
      if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) > MAX_PORT) {
        fields.refuse(key, "out-of-range", "\"" + text + "\" is no port; write \"0\" to \"65535\"");
      }
    }
  }

  /// `account` or `namespace/account`.
  static void serviceAccounts(Fields fields, String key, List<String> texts) {
    if (texts.size() > MAX_ACCOUNTS) {
      fields.refuse(key, "out-of-range", "has more than 16 accounts; write two rules");
    }
    for (String text : texts) {
      if (text.length() > MAX_ACCOUNT_LENGTH || !text.matches("[^/*]+(/[^/*]+)?")) {
        fields.refuse(
            key,
            "bad-account",
            "\"" + text + "\" is no service account; write name or namespace/name, without *");
      }
    }
  }

  /// Paths may have `{*}` for a segment and, last, `{**}` for all that follow.
  static void paths(Fields fields, String key, List<String> texts) {
    for (String path : texts) {
      if (!isPath(path)) {
        fields.refuse(
            key,
            "bad-path",
            "\""
                + path
                + "\" is no path: {*} stands for a whole segment, and {**} for all that"
                + " follow, once; other braces cannot be matched");
      }
    }
  }

  private static boolean isPath(String path) {
    boolean template = path.contains(ONE) || path.contains(ANY);
    boolean ended = false;
    for (String segment : trimmed(path).split("/", -1)) {
      boolean any = segment.equals(ANY);
      if (any || segment.equals(ONE)) {
        if (ended) {
          return false;
        }
        ended = any;
      } else if (segment.contains("{")
          || segment.contains("}")
          || (template && !SEGMENT.matcher(segment).matches())) {
        return false;
      }
    }
    return true;
  }

  private static String trimmed(String path) {
    return path.replaceAll("^/+|/+$", "");
  }
}
