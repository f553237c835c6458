package io.limpet.proxy.http;

/// A client's connection, as its listener sees it.
interface OpenConnection {
  /// Tells the client at once that it is to come anew. HTTP/1 has no word for that but in an
  /// answer.
  default void announceEnd() {}

  /// The listener is going away: what was begun is completed, and nothing else.
  void drain();

  void close();
}
