package io.limpet.proxy.codec;

/// How far a parser or reader came with the bytes it was given.
public enum Progress {
  /// Everything was taken, and the head or body goes on.
  MORE,
  /// The head or body is complete. What follows it was left in the buffer.
  DONE,
  /// The bytes break the rules. Nothing more may be read from this connection.
  BAD
}
