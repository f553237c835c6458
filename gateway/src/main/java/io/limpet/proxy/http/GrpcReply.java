package io.limpet.proxy.http;

import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.codec.HeaderLine;
import io.limpet.proxy.codec.HeaderName;
import io.limpet.proxy.head.GrpcHeaders;
import io.limpet.proxy.http.LocalReplyRewrite.Rewritten;

/// A local reply as gRPC clients read it: 200, with the error in headers (Envoy:
/// source/common/http/utility.cc, and source/common/grpc/status.cc for the numbers).
public final class GrpcReply {
  private static final String DEADLINE_EXCEEDED = "4";
  private static final HeaderLine CONTENT_TYPE = HeaderLine.of("content-type", "application/grpc");
  private static final HeaderName STATUS = HeaderName.of("grpc-status");
  private static final HeaderName MESSAGE = HeaderName.of("grpc-message");

  private GrpcReply() {}

  public static boolean isWanted(EditableRequestHead head) {
    return GrpcHeaders.isContentType(head.header("content-type"));
  }

  /// An answer to HEAD has no text, so its message is left out too.
  static void finish(
      Exchange exchange, EditableResponseHead head, LocalReply reply, Rewritten last) {
    head.status(200);
    head.set(CONTENT_TYPE);
    int status = reply.grpcStatus() < 0 ? status(last.status()) : reply.grpcStatus();
    boolean late = reply.details().equals(LocalReply.TOO_LONG);
    head.set(STATUS, late ? DEADLINE_EXCEEDED : Integer.toString(status));
    if (!last.body().isEmpty() && !exchange.head().headMethod()) {
      head.set(MESSAGE, percentEncoded(last.message()));
    }
  }

  /// What an HTTP status means to gRPC.
  public static int status(int http) {
    return switch (http) {
      case 400 -> 13;
      case 401 -> 16;
      case 403 -> 7;
      case 404 -> 12;
      case 429, 502, 503, 504 -> 14;
      default -> 2;
    };
  }

  /// What may not stand in `grpc-message` as it is (Envoy: utility.cc, PercentEncoding::encode).
  public static String percentEncoded(String text) {
    StringBuilder encoded = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char octet = text.charAt(i);
      if (octet >= ' ' && octet < '~' && octet != '%') {
        encoded.append(octet);
      } else {
        encoded.append(String.format("%%%02X", (int) octet));
      }
    }
    return encoded.toString();
  }
}
