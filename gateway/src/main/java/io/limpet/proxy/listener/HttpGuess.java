package io.limpet.proxy.listener;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Which HTTP a client in plain text speaks, by its first bytes (Envoy: http_inspector.cc).
final class HttpGuess {
  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final List<String> HTTP2 = List.of("h2c");
  private static final List<String> HTTP1 = List.of("http/1.1");
  private static final List<String> METHODS =
      List.of(
          "GET ", "HEAD ", "POST ", "PUT ", "DELETE ", "CONNECT ", "OPTIONS ", "TRACE ", "PATCH ");

  private HttpGuess() {}

  static List<String> of(ByteBuf in) {
    if (begins(in, PREFACE)) {
      return HTTP2;
    }
    for (String method : METHODS) {
      if (begins(in, method.getBytes(StandardCharsets.US_ASCII))) {
        return HTTP1;
      }
    }
    return List.of();
  }

  private static boolean begins(ByteBuf in, byte[] text) {
    if (in.readableBytes() < text.length) {
      return false;
    }
    for (int i = 0; i < text.length; i++) {
      if (in.getByte(in.readerIndex() + i) != text[i]) {
        return false;
      }
    }
    return true;
  }
}
