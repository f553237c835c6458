package io.limpet.jwt;

import io.limpet.jwt.Json.Fields;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/// A token that could be read (RFC 7519), as Envoy reads it (source/common/jwt/jwt.cc). Whether it
/// is signed by whom it says is another question.
///
/// `notBefore` and `expires` are in seconds, 0 where they are not said. `payloadText` is in Base64.
public record Jwt(
    Header header,
    Fields payload,
    String payloadText,
    String issuer,
    List<String> audiences,
    long notBefore,
    long expires,
    Signed signed) {
  private static final Set<String> ALGORITHMS =
      Set.of(
          "ES256", "ES384", "ES512", "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256",
          "PS384", "PS512", "EdDSA");

  private static final int PARTS = 3;

  public Jwt {
    audiences = List.copyOf(audiences);
  }

  /// `kid` is empty where it is not said.
  public record Header(Fields fields, String alg, String kid) {}

  /// What is signed, and the signature.
  static final class Signed {
    private final byte[] data;
    private final byte[] signature;

    private Signed(byte[] data, byte[] signature) {
      this.data = data;
      this.signature = signature;
    }

    byte[] data() {
      return data;
    }

    byte[] signature() {
      return signature;
    }
  }

  /// A token, or why it is none.
  public record Read(@Nullable Jwt jwt, JwtStatus status) {
    private static Read wrong(JwtStatus status) {
      return new Read(null, status);
    }
  }

  public static Read read(String token) {
    StringTokenizer parts = new StringTokenizer(token, ".");
    if (parts.countTokens() != PARTS) {
      return Read.wrong(JwtStatus.BAD_FORMAT);
    }
    String headerText = parts.nextToken();
    String payloadText = parts.nextToken();
    Object header = header(headerText);
    if (header instanceof JwtStatus wrong) {
      return Read.wrong(wrong);
    }
    byte[] payloadBytes = Base64Url.decode(payloadText);
    if (payloadBytes == null) {
      return Read.wrong(JwtStatus.PAYLOAD_BAD_BASE64);
    }
    Fields payload = Json.parse(new String(payloadBytes, StandardCharsets.UTF_8));
    if (payload == null) {
      return Read.wrong(JwtStatus.PAYLOAD_BAD_JSON);
    }
    Claims claims = new Claims(payload);
    JwtStatus status = claims.check();
    if (status != JwtStatus.OK) {
      return Read.wrong(status);
    }
    byte[] signature = Base64Url.decode(parts.nextToken());
    if (signature == null) {
      return Read.wrong(JwtStatus.SIGNATURE_BAD_BASE64);
    }
    byte[] data = (headerText + "." + payloadText).getBytes(StandardCharsets.ISO_8859_1);
    return new Read(
        new Jwt(
            (Header) header,
            payload,
            payloadText,
            claims.text("iss"),
            claims.audiences(),
            claims.seconds("nbf"),
            claims.seconds("exp"),
            new Signed(data, signature)),
        JwtStatus.OK);
  }

  /// A [Header], or the [JwtStatus] that says why it is none.
  private static Object header(String text) {
    byte[] bytes = Base64Url.decode(text);
    if (bytes == null) {
      return JwtStatus.HEADER_BAD_BASE64;
    }
    Fields fields = Json.parse(new String(bytes, StandardCharsets.UTF_8));
    if (fields == null) {
      return JwtStatus.HEADER_BAD_JSON;
    }
    if (!(fields.get("alg") instanceof Json.Text(String alg))) {
      return JwtStatus.HEADER_BAD_ALG;
    }
    if (!ALGORITHMS.contains(alg)) {
      return JwtStatus.HEADER_UNKNOWN_ALG;
    }
    Json kid = fields.get("kid");
    if (kid != null && !(kid instanceof Json.Text)) {
      return JwtStatus.HEADER_BAD_KID;
    }
    return new Header(fields, alg, kid instanceof Json.Text(String name) ? name : "");
  }

  /// Whether it may be used now, give or take some seconds.
  public JwtStatus at(long now, long skew) {
    if (now + skew < notBefore) {
      return JwtStatus.NOT_YET_VALID;
    }
    return expires != 0 && now > expires + skew ? JwtStatus.EXPIRED : JwtStatus.OK;
  }

  /// The claims that every token has a meaning for.
  private record Claims(Fields payload) {
    JwtStatus check() {
      if (notText("iss")) {
        return JwtStatus.BAD_ISS;
      }
      if (notText("sub")) {
        return JwtStatus.BAD_SUB;
      }
      JwtStatus times = times();
      if (times != JwtStatus.OK) {
        return times;
      }
      if (notText("jti")) {
        return JwtStatus.BAD_JTI;
      }
      Json aud = payload.get("aud");
      boolean texts =
          aud == null
              || aud instanceof Json.Text
              || (aud instanceof Json.Items(List<Json> items)
                  && items.stream().allMatch(Json.Text.class::isInstance));
      return texts ? JwtStatus.OK : JwtStatus.BAD_AUD;
    }

    private JwtStatus times() {
      JwtStatus iat = time("iat", JwtStatus.BAD_IAT, JwtStatus.IAT_OUT_OF_RANGE);
      if (iat != JwtStatus.OK) {
        return iat;
      }
      JwtStatus nbf = time("nbf", JwtStatus.BAD_NBF, JwtStatus.NBF_OUT_OF_RANGE);
      return nbf == JwtStatus.OK ? time("exp", JwtStatus.BAD_EXP, JwtStatus.EXP_OUT_OF_RANGE) : nbf;
    }

    private JwtStatus time(String claim, JwtStatus bad, JwtStatus outOfRange) {
      Json value = payload.get(claim);
      if (value == null) {
        return JwtStatus.OK;
      }
      if (!(value instanceof Json.Numeral(double seconds))) {
        return bad;
      }
      return seconds < 0 || seconds >= 0x1p64 ? outOfRange : JwtStatus.OK;
    }

    private boolean notText(String claim) {
      Json value = payload.get(claim);
      return value != null && !(value instanceof Json.Text);
    }

    String text(String claim) {
      return payload.get(claim) instanceof Json.Text(String text) ? text : "";
    }

    /// Times far beyond reason are all the same: never.
    long seconds(String claim) {
      return payload.get(claim) instanceof Json.Numeral(double seconds)
          ? (long) Math.min(seconds, 0x1p53)
          : 0;
    }

    List<String> audiences() {
      Json aud = payload.get("aud");
      List<String> audiences = new ArrayList<>();
      if (aud instanceof Json.Text(String single)) {
        audiences.add(single);
      } else if (aud instanceof Json.Items(List<Json> items)) {
        items.forEach(item -> audiences.add(((Json.Text) item).value()));
      }
      return audiences;
    }
  }
}
