package io.limpet.model.gatewayapi;

import io.limpet.model.fields.Fields;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The forms of texts that the API's own schemas demand.
final class Texts {
  private static final Pattern HOSTNAME =
      Pattern.compile("(\\*\\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
  private static final Pattern ADDRESS = Pattern.compile("[0-9]+(\\.[0-9]+){3}");
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+\\-.^_`|~]+");
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,5}(h|m|s|ms)){1,4}");
  private static final int MAX_HOSTNAME_LENGTH = 253;

  private Texts() {}

  static String hostname(Fields fields, String key) {
    String text = fields.text(key);
    if (!text.isEmpty() && !isHostname(text)) {
      refuseHostname(fields, key, text);
    }
    return text;
  }

  /// Those that are names; another makes the whole wrong, as it would mean fewer hosts.
  static List<String> hostnames(Fields fields, String key) {
    List<String> texts = fields.texts(key);
    for (String text : texts) {
      if (!isHostname(text)) {
        refuseHostname(fields, key, text);
      }
    }
    return texts;
  }

  private static boolean isHostname(String text) {
    return text.length() <= MAX_HOSTNAME_LENGTH
        && HOSTNAME.matcher(text).matches()
        && !ADDRESS.matcher(text).matches();
  }

  private static void refuseHostname(Fields fields, String key, String text) {
    fields.refuse(
        key,
        "bad-hostname",
        "\""
            + text
            + "\" is no name of hosts; write one in lower case such as shop.example.com or"
            + " *.example.com, without a port");
  }

  /// The name of a header or parameter.
  static String token(Fields fields, String key) {
    String text = fields.requiredText(key);
    if (!text.isEmpty() && !TOKEN.matcher(text).matches()) {
      fields.refuse(
          key,
          "bad-name",
          "\"" + text + "\" is no name of a header; write letters, digits and !#$%&'*+-.^_`|~");
    }
    return text;
  }

  static boolean isToken(String text) {
    return TOKEN.matcher(text).matches();
  }

  /// A duration as the Gateway API has them (GEP-2257), which are fewer than Go's.
  static @Nullable Duration duration(Fields fields, String key) {
    String text = fields.text(key);
    if (!text.isEmpty() && !DURATION.matcher(text).matches()) {
      fields.refuse(
          key,
          "bad-duration",
          "\""
              + text
              + "\" is no duration of the Gateway API; write whole numbers with h, m, s or ms, such"
              + " as 1m30s");
      return null;
    }
    return fields.duration(key);
  }
}
