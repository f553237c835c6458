package io.limpet.proxy.health;

import java.io.IOException;
import java.net.SocketTimeoutException;

/// A call of the endpoint's health service (Envoy: health_checkers/grpc/health_checker_impl.cc).
record GrpcCheck(CheckRequest request, CheckHttp2 http2) implements CheckOverHttp2 {

  /// A call that is late ends, and its connection serves the next.
  @Override
  public Finding ask(long timeoutMillis) throws IOException {
    try {
      return http2.ask(request, new GrpcAnswer(http2), timeoutMillis);
    } catch (SocketTimeoutException late) {
      if (!http2.abandon()) {
        throw late;
      }
      return Finding.of(Outcome.TIMED_OUT);
    }
  }
}
