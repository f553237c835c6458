package io.limpet.proxy.filter.http;

import io.limpet.jwt.Json;
import io.limpet.jwt.Json.Fields;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A claim as a header's value (Envoy: jwt_authn/authenticator.cc, addJWTClaimToHeader): a single
/// value as it is, lists and mappings as JSON in Base64.
final class ClaimText {
  private ClaimText() {}

  /// Empty for a claim that is not there, or is null.
  static String of(Fields payload, List<String> path) {
    @Nullable Json claim = payload;
    for (int i = 0; i < path.size() && claim != null; i++) {
      claim = claim instanceof Fields fields ? fields.get(path.get(i)) : null;
    }
    return switch (claim) {
      case null -> "";
      case Json.Null _ -> "";
      case Json.Text(String text) -> text;
      case Json.Numeral(double number) -> number(number);
      case Json.Truth(boolean truth) -> String.valueOf(truth);
      case Json.Items items -> base64(items);
      case Fields fields -> base64(fields);
    };
  }

  private static String number(double number) {
    boolean whole = number >= 0 && number < 0x1p64 && number == Math.rint(number);
    return whole
        ? new BigDecimal(number).toBigInteger().toString()
        : String.format(Locale.ROOT, "%f", number);
  }

  private static String base64(Json value) {
    return Base64.getEncoder()
        .encodeToString(value.written().getBytes(StandardCharsets.ISO_8859_1));
  }
}
