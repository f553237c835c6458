package io.limpet.proxy.http;

/// How the end of a connection is told of the streams that are open then.
enum ClientEnd {
  CLIENT_LEFT("DC", "downstream_remote_disconnect"),
  CODEC_ERROR("DPE", "codec_error"),
  /// In nghttp2's words for whatever Envoy's callbacks refuse.
  HTTP2_CODEC_ERROR("DPE", "codec_error:The_user_callback_function_failed"),
  FORCED_GOAWAY("-", "forced_goaway");

  final String flags;
  final String details;

  ClientEnd(String flags, String details) {
    this.flags = flags;
    this.details = details;
  }
}
