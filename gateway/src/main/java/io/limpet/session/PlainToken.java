package io.limpet.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.jspecify.annotations.Nullable;

/// Tokens in Envoy's own formats, bit for bit, so that Envoy and Limpet gateways can stand side by
/// side.
///
/// A header has base64 of `ip:port` (Envoy: stateful_session/header/header.cc). A cookie has base64
/// of the protobuf message `{string address = 1; int64 expires = 2}` (stateful_session/cookie/
/// cookie.proto), the time in seconds of the wall clock; older Envoys put the bare address there,
/// which is why bytes that are no such message are taken for an address.
///
/// Addresses are Latin-1 characters, one for each byte.
public final class PlainToken {
  private PlainToken() {}

  /// What the value of a header says.
  public static Claim readHeader(@Nullable String value) {
    if (value == null || value.isEmpty()) {
      return Claim.ABSENT;
    }
    byte @Nullable [] bytes = StrictBase64.decode(value);
    return bytes == null ? Claim.BAD : named(bytes);
  }

  /// What the value of a cookie says.
  public static Claim readCookie(@Nullable String value, long nowSeconds) {
    if (value == null || value.isEmpty()) {
      return Claim.ABSENT;
    }
    byte @Nullable [] bytes = StrictBase64.decode(value);
    if (bytes == null) {
      return Claim.BAD;
    }
    CookieMessage message = new CookieMessage(bytes);
    if (!message.parse()) {
      return named(bytes);
    }
    if (message.expires() != 0 && nowSeconds > message.expires()) {
      return Claim.BAD;
    }
    return message.address().isEmpty() ? Claim.BAD : new Claim.Names(message.address());
  }

  /// The value of a header that names an endpoint.
  public static String writeHeader(String address) {
    return StrictBase64.encode(address);
  }

  /// The value of a cookie that names an endpoint until a time; 0 is for ever.
  public static String writeCookie(String address, long expiresSeconds) {
    return StrictBase64.encode(CookieMessage.write(address, expiresSeconds));
  }

  private static Claim named(byte[] address) {
    return new Claim.Names(new String(address, ISO_8859_1));
  }
}
