package io.limpet.jwt;

/// What is found of a token, or of the keys for it, in Envoy's words (source/common/jwt/status.cc).
public enum JwtStatus {
  OK("OK"),
  MISSING("Jwt is missing"),
  NOT_YET_VALID("Jwt not yet valid"),
  EXPIRED("Jwt is expired"),
  BAD_FORMAT("Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections"),
  HEADER_BAD_BASE64("Jwt header is an invalid Base64url encoded"),
  HEADER_BAD_JSON("Jwt header is an invalid JSON"),
  HEADER_BAD_ALG("Jwt header [alg] field is required and must be a string"),
  HEADER_UNKNOWN_ALG("Jwt header [alg] is not supported"),
  HEADER_BAD_KID("Jwt header [kid] field is not a string"),
  PAYLOAD_BAD_BASE64("Jwt payload is an invalid Base64url encoded"),
  PAYLOAD_BAD_JSON("Jwt payload is an invalid JSON"),
  BAD_ISS("Jwt payload [iss] field is not a string"),
  BAD_SUB("Jwt payload [sub] field is not a string"),
  BAD_IAT("Jwt payload [iat] field is not an integer"),
  IAT_OUT_OF_RANGE("Jwt payload [iat] field is not a positive 64 bit integer"),
  BAD_NBF("Jwt payload [nbf] field is not an integer"),
  NBF_OUT_OF_RANGE("Jwt payload [nbf] field is not a positive 64 bit integer"),
  BAD_EXP("Jwt payload [exp] field is not an integer"),
  EXP_OUT_OF_RANGE("Jwt payload [exp] field is not a positive 64 bit integer"),
  BAD_JTI("Jwt payload [jti] field is not a string"),
  BAD_AUD("Jwt payload [aud] field is not a string or string list"),
  SIGNATURE_BAD_BASE64("Jwt signature is an invalid Base64url encoded"),
  ED25519_WRONG_LENGTH("Jwt ED25519 signature is wrong length"),
  UNKNOWN_ISSUER("Jwt issuer is not configured"),
  AUDIENCE_NOT_ALLOWED("Audiences in Jwt are not allowed"),
  VERIFICATION_FAILS("Jwt verification fails"),
  NO_VALID_KEYS("Jwks doesn't have any valid public key"),
  NO_KEY_MATCHES("Jwks doesn't have key to match kid or alg from Jwt");

  private final String text;

  JwtStatus(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }
}
