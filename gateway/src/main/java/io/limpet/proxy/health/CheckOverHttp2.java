package io.limpet.proxy.health;

import java.io.IOException;

/// A check whose connection speaks HTTP/2.
interface CheckOverHttp2 extends Check {
  CheckHttp2 http2();

  @Override
  default CheckSocket socket() {
    return http2().socket();
  }

  @Override
  default void disconnect() throws IOException {
    http2().disconnect();
  }

  @Override
  default void release() {
    http2().release();
  }
}
