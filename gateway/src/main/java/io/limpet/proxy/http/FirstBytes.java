package io.limpet.proxy.http;

import io.limpet.proxy.plan.HttpPlan.Codec;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/// Which version of HTTP a client speaks, told by what it says first (Envoy:
/// conn_manager_utility.cc, determineNextProtocol: fewer bytes than the preface's first line are
/// not waited for).
final class FirstBytes {
  private static final byte[] PREFACE = "PRI * HTTP/2".getBytes(StandardCharsets.US_ASCII);

  private FirstBytes() {}

  /// `agreed` is what TLS agreed on, empty for nothing: then only it counts.
  static boolean areHttp2(ByteBuf in, Codec codec, String agreed) {
    return switch (codec) {
      case AUTO -> agreed.isEmpty() ? beginsSo(in) : agreed.equals("h2");
      case HTTP1, HTTP3 -> false;
      case HTTP2 -> true;
    };
  }

  private static boolean beginsSo(ByteBuf in) {
    if (in.readableBytes() < PREFACE.length) {
      return false;
    }
    int from = in.readerIndex();
    for (int i = 0; i < PREFACE.length; i++) {
      if (in.getByte(from + i) != PREFACE[i]) {
        return false;
      }
    }
    return true;
  }
}
