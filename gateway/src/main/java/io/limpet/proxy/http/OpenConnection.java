package io.limpet.proxy.http;

/// A client's connection, as its listener sees it.
interface OpenConnection {
  /// Tells the client at once that it is to come anew. HTTP/1 has no word for that but in an
  /// answer.
  default void announceEnd() {}

  /// The listener is going away: what was begun is completed, and nothing else.
  void drain();

  /// The process is going away: tunnels and upgraded streams are cut, which nobody can be told to
  /// end.
  void endTunnels();

  void close();
}
