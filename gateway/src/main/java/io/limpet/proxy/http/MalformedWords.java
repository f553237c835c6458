package io.limpet.proxy.http;

import io.limpet.proxy.codec.http2.Malformed;

/// What the access log says of a message over HTTP/2 that is not well-formed (Envoy:
/// source/common/http/http2/codec_impl.cc, Http2ResponseCodeDetails).
final class MalformedWords {
  private static final String HEADER = "http2.invalid.header.field";
  private static final String MESSAGING = "http2.violation.of.messaging.rule";

  private MalformedWords() {}

  static String details(Malformed why) {
    return switch (why) {
      case NAME, VALUE, CONNECTION_HEADER -> HEADER;
      case PSEUDO_HEADER, PATH, AUTHORITY, STATUS, CONTENT_LENGTH, TRAILERS -> MESSAGING;
      case BODY_LENGTH -> "http2.remote_reset";
      case TOO_LARGE -> "http2.headers_too_large";
      case TOO_MANY -> "http2.too_many_headers";
      case UNDERSCORE -> "http2.unexpected_underscore";
    };
  }
}
