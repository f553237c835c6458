package io.limpet.proxy.http;

import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.codec.HeadPool;
import io.limpet.proxy.loop.Worker;
import io.limpet.proxy.plan.filter.TokenBucket;

/// The client's side of one exchange: where its answer goes, and whether its request's body is
/// read. An exchange does not know which version of HTTP its client speaks (Envoy:
/// ResponseEncoder, and Stream's readDisable).
///
/// An HTTP/1 connection is its only exchange's stream; with HTTP/2 each stream is one.
interface ClientStream extends AnswerSink {
  Worker worker();

  HeadPool heads();

  /// The number of the connection.
  long id();

  /// Whether health checks are to fail.
  boolean unhealthy();

  /// The bucket that the connection has of its own; the first that is asked for stays.
  TokenBucket bucket(TokenBucket like);

  /// Stops or resumes reading the request's body, because it is or is not taken.
  void reading(boolean wanted);

  /// Whether the client takes more of the answer for now.
  boolean writable();

  /// Writes a head that is not yet the answer. The caller keeps it.
  void interim(Exchange of, EditableResponseHead interim);

  void flush();

  /// How much of the answer's body was written.
  long answerBytes();

  /// From here on bytes go both ways as they come.
  void tunnel();

  /// Where the connection carries one exchange after the other, this is its last.
  void closeAfterAnswer();

  /// The answer cannot be completed, which the client is to see, if only by the connection's end;
  /// the exchange ends next.
  default void cut() {
    closeAfterAnswer();
  }

  /// A mistake of ours: the connection is closed as it is.
  void close();

  /// The exchange is over: nothing more is asked of this stream.
  void ended(Exchange over);
}
