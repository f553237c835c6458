package io.limpet.proxy.http;

import io.limpet.proxy.codec.Http1ResponseHead;

/// A step in the life of a request. One object serves all requests of an event loop, one after the
/// other; what it must remember of a request is in the [Exchange].
public interface Filter {
  /// The head of the request is there. False: the request was answered or is being forwarded, and
  /// no later filter sees it.
  default boolean request(Exchange exchange) {
    return true;
  }

  /// The head of an answer is about to be written, ours or an upstream's. Called last filter first.
  default void response(Exchange exchange, Http1ResponseHead head) {}

  /// The exchange is over, however it ended.
  default void end(Exchange exchange) {}
}
