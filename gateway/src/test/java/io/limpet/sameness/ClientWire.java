package io.limpet.sameness;

import java.io.IOException;
import java.util.List;

/// A client's connection, on which a row's requests are sent.
interface ClientWire extends AutoCloseable {
  /// Sends a request that is written as in HTTP/1.1.
  void send(String text) throws IOException;

  /// The next answer; a `first` that is empty where the peer closed before it. The heads of 1xx
  /// before it are added to `interims`.
  HttpWire.Message answer(boolean toHead, List<String> interims) throws IOException;

  /// Whether the peer closes within the time.
  boolean ends(int millis) throws IOException;

  /// Whether something of an answer is there already.
  boolean waiting() throws IOException;

  /// What was agreed on in TLS, empty for plain text.
  String tls();

  String localAddress();

  String remoteAddress();

  @Override
  void close() throws IOException;
}
