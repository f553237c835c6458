package io.limpet.proxy.codec;

/// Why a request head is refused: Envoy's answers and words (its `response_code_details`, and the
/// exact text of the body). Each closes the connection, and has the flag `DPE` in the access log,
/// which tells nothing else of the request (`- -`).
public enum Refusal {
  CODEC_ERROR(400, "http1.codec_error", "Bad Request"),
  INVALID_CHARACTERS(400, "http1.invalid_characters", "Bad Request"),
  LENGTH_AND_CHUNKED(400, "http1.content_length_and_chunked_not_allowed", "Bad Request"),
  INVALID_URL(400, "http1.invalid_url", "Bad Request"),
  INVALID_SCHEME(400, "http1.invalid_scheme", "Bad Request"),
  BODY_DISALLOWED(400, "http1.body_disallowed", "Bad Request"),
  INVALID_TRANSFER_ENCODING(501, "http1.invalid_transfer_encoding", "Not Implemented"),
  HEADERS_TOO_LARGE(431, "http1.headers_too_large", "Request Header Fields Too Large"),
  TOO_MANY_HEADERS(431, "http1.too_many_headers", "Request Header Fields Too Large"),
  LOW_VERSION(426, "low_version", "Upgrade Required"),
  INVALID_AUTHORITY(400, "http.invalid_authority", "Bad Request"),
  CONNECTION_REJECTED(400, "http1.connection_header_rejected", "Bad Request"),
  UNEXPECTED_UNDERSCORE(400, "http1.unexpected_underscore", "Bad Request");

  private final int status;
  private final String details;
  private final String body;

  Refusal(int status, String details, String body) {
    this.status = status;
    this.details = details;
    this.body = body;
  }

  public int status() {
    return status;
  }

  public String details() {
    return details;
  }

  public String body() {
    return body;
  }
}
