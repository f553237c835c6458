package io.limpet.proxy.http;

import io.netty.buffer.ByteBuf;

/// Where a request's body goes. After [#clientGone] nothing more is called.
public interface RequestSink {
  /// A piece of the body (or of a tunnel); the receiver owns it.
  void requestBody(ByteBuf piece);

  /// What came with one wake-up of the event loop has all been handed over.
  void requestFlush();

  /// The body is complete.
  void requestEnd();

  /// The client takes bytes again, or takes no more for now.
  void clientWritable(boolean writable);

  /// The client is gone, or broke the rules: whatever was begun for it is given up.
  void clientGone();

  /// Nothing moved on either side for the stream's idle time.
  void idle();
}
