package io.limpet.proxy.http;

import io.limpet.proxy.codec.EditableResponseHead;

/// A step in the life of a request. One object serves all requests of an event loop, one after the
/// other, and leaves what it must remember of a request in the [Exchange]; or there is one object
/// for each request, made by [#forRequest].
public interface Filter {
  /// The filter for one request.
  default Filter forRequest() {
    return this;
  }

  /// The head of the request is there. False: the request was answered or is being forwarded, and
  /// no later filter sees it; or it is held until [Exchange#goOn].
  default boolean request(Exchange exchange) {
    return true;
  }

  /// More of the body came while this filter holds the request: so many bytes are kept by now.
  default void held(Exchange exchange, int bytes) {
    if (bytes > exchange.worker().limits().highWaterBytes()) {
      exchange.readRequest(false);
    }
  }

  /// The body is complete while this filter holds the request.
  default void heldWhole(Exchange exchange) {}

  /// An answer of our own is being made: its status and headers are there, its body and what is
  /// said of it are not. Called last filter first.
  default void local(Exchange exchange, EditableResponseHead head) {}

  /// The head of an answer is about to be written, ours or an upstream's. Called last filter first.
  default void response(Exchange exchange, EditableResponseHead head) {}

  /// A head that is not yet the answer is about to be written. Only the steps before the route hear
  /// of it.
  default void interim(Exchange exchange, EditableResponseHead head) {}

  /// The exchange is over, however it ended.
  default void end(Exchange exchange) {}
}
