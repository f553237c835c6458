package io.limpet.proxy.http;

/// A client's connection, as its listener sees it.
interface OpenConnection {
  /// The listener is going away: what was begun is completed, and nothing else.
  void drain();

  void close();
}
