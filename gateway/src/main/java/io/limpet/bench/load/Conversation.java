package io.limpet.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;

/// Requests and answers on one connection.
sealed interface Conversation permits Http1Conversation, Http2Conversation {
  /// How many requests may be sent before another answer comes.
  int free();

  /// How many wait for their answers.
  int underWay();

  /// Sends a request, perhaps with the next [#flush]; its answer's time is counted from `nanos`.
  void send(long nanos) throws IOException;

  void flush() throws IOException;

  void received(ByteBuffer bytes) throws IOException;
}
