package io.limpet.proxy.http;

/// How the end of a connection is told of the streams that are open then.
enum ClientEnd {
  CLIENT_LEFT("DC", "downstream_remote_disconnect"),
  CODEC_ERROR("DPE", "codec_error"),
  FORCED_GOAWAY("-", "forced_goaway");

  final String flags;
  final String details;

  ClientEnd(String flags, String details) {
    this.flags = flags;
    this.details = details;
  }
}
