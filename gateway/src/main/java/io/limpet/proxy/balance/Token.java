package io.limpet.proxy.balance;

/// What a request shows of a session.
public sealed interface Token {
  /// The route wants no sessions, or not for this path.
  record Unasked() implements Token {}

  /// The route wants one and the request has none.
  record Absent() implements Token {}

  /// There is one that cannot be read, or is past its time.
  record Bad() implements Token {}

  /// It names an endpoint, `ip:port`. `strictStatus` is the answer where it is strict and names
  /// none of the cluster's.
  record Names(String address, boolean strict, int strictStatus) implements Token {
    public Names(String address, boolean strict) {
      this(address, strict, 503);
    }
  }

  Token UNASKED = new Unasked();
  Token ABSENT = new Absent();
  Token BAD = new Bad();
}
