package io.limpet.proxy.http;

import io.limpet.proxy.codec.http2.Malformed;

/// What the access log says of a message over HTTP/2 or HTTP/3 that is none (Envoy:
/// source/common/http/http2/codec_impl.cc, Http2ResponseCodeDetails).
final class MalformedWords {
  private static final String HEADER = "http2.invalid.header.field";
  private static final String MESSAGING = "http2.violation.of.messaging.rule";

  private MalformedWords() {}

  /// Over HTTP/2, what the options do not allow counts as broken off by the client.
  static String flags(Malformed why) {
    return why.isNotAllowed() ? "DR" : "DPE";
  }

  /// Envoy: source/common/quic/envoy_quic_utils.h, Http3ResponseCodeDetailValues.
  static String ofHttp3(Malformed why) {
    return switch (why) {
      case NAME,
          VALUE,
          CONNECTION_HEADER,
          PSEUDO_HEADER,
          PATH,
          AUTHORITY,
          REQUEST,
          STATUS,
          CONTENT_LENGTH,
          TRAILERS ->
          "http3.invalid_header_field";
      case LENGTH, BODY_LENGTH -> "http3.inconsistent_content_length";
      case TOO_LARGE -> "http3.headers_too_large";
      case TOO_MANY -> "http3.too_many_headers";
      case UNDERSCORE -> "http3.unexpected_underscore";
    };
  }

  static String details(Malformed why) {
    return switch (why) {
      case NAME, VALUE, CONNECTION_HEADER, PSEUDO_HEADER, PATH, AUTHORITY, CONTENT_LENGTH -> HEADER;
      case REQUEST, STATUS, LENGTH, TRAILERS -> MESSAGING;
      case BODY_LENGTH -> "http2.remote_reset";
      case TOO_LARGE -> "http2.headers_too_large";
      case TOO_MANY -> "http2.too_many_headers";
      case UNDERSCORE -> "http2.unexpected_underscore";
    };
  }
}
