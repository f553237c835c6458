package io.limpet.proxy.codec.http2;

/// What makes a message one that must not be passed on (RFC 9113, 8.1.1). Its stream has an error
/// of kind `PROTOCOL_ERROR`, but for a head that is too large; who listens decides whether the
/// connection goes on (Envoy: `override_stream_error_on_invalid_http_message`).
public enum Malformed {
  /// A field's name is empty, has an upper-case letter or a byte that no name has.
  NAME,
  /// A field's value has a line's end or a NUL, or begins or ends with a blank.
  VALUE,
  /// `connection` and its kin, or `te` with more than `trailers`.
  CONNECTION_HEADER,
  /// A pseudo-header is unknown, twice there, behind a header or in trailers, or its value is none
  /// of its kind.
  PSEUDO_HEADER,
  /// `:path` is empty, or has a blank.
  PATH,
  /// `:authority` has a byte that none may have, or is empty.
  AUTHORITY,
  /// Each field may be, and together they are no request: one is missing, or is not for this
  /// method, or `:path` is neither absolute nor `*`.
  REQUEST,
  /// `:status` is no number of three digits, or 101, or an interim answer ends its stream.
  STATUS,
  /// `content-length` is no number, or there twice.
  CONTENT_LENGTH,
  /// The fields that end the message say another length than it has.
  LENGTH,
  /// DATA is not as long as `content-length` says. Whatever the options, this ends the stream alone
  /// (quiche: oghttp2_session.cc, HandleContentLengthError tells nobody of DATA).
  BODY_LENGTH,
  /// Trailers that do not end their stream.
  TRAILERS,
  /// More bytes than the limit.
  TOO_LARGE,
  /// More fields than the limit.
  TOO_MANY,
  /// A name has an underscore, which the listener refuses (`headers_with_underscores_action`).
  UNDERSCORE;

  /// Whether the connection goes on whatever its options say.
  public boolean endsStreamAlone() {
    return this == BODY_LENGTH || isNotAllowed();
  }

  /// Whether it is well-formed, and not allowed by the options.
  public boolean isNotAllowed() {
    return this == TOO_LARGE || this == TOO_MANY || this == UNDERSCORE;
  }
}
