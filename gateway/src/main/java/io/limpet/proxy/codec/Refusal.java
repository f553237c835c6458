package io.limpet.proxy.codec;

/// Why a request head is refused: Envoy's answers and words (its `response_code_details`, and the
/// exact text of the body). Each closes the connection.
public enum Refusal {
  CODEC_ERROR(400, "http1.codec_error", "Bad Request", true),
  INVALID_CHARACTERS(400, "http1.invalid_characters", "Bad Request", true),
  LENGTH_AND_CHUNKED(400, "http1.content_length_and_chunked_not_allowed", "Bad Request", true),
  INVALID_URL(400, "http1.invalid_url", "Bad Request", true),
  INVALID_SCHEME(400, "http1.invalid_scheme", "Bad Request", true),
  INVALID_TRANSFER_ENCODING(501, "http1.invalid_transfer_encoding", "Not Implemented", true),
  HEADERS_TOO_LARGE(431, "http1.headers_too_large", "Request Header Fields Too Large", true),
  TOO_MANY_HEADERS(431, "http1.too_many_headers", "Request Header Fields Too Large", true),
  LOW_VERSION(426, "low_version", "Upgrade Required", true),
  INVALID_AUTHORITY(400, "http.invalid_authority", "Bad Request", true),
  CONNECTION_REJECTED(400, "http1.connection_header_rejected", "Bad Request", true),
  MISSING_HOST(400, "missing_host_header", "", false),
  FRAGMENT(400, "path_normalization_failed", "", false);

  private final int status;
  private final String details;
  private final String body;
  private final boolean protocolError;

  Refusal(int status, String details, String body, boolean protocolError) {
    this.status = status;
    this.details = details;
    this.body = body;
    this.protocolError = protocolError;
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

  /// Whether the access log has the flag `DPE`; Envoy then logs nothing of the request (`- -`),
  /// otherwise its method and path.
  public boolean protocolError() {
    return protocolError;
  }
}
