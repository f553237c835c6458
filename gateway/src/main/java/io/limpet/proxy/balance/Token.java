package io.limpet.proxy.balance;

/// What a request shows of a session.
public sealed interface Token {
  /// The route wants no sessions, or not for this path.
  record Unasked() implements Token {}

  /// The route wants one and the request has none.
  record Absent() implements Token {}

  /// There is one that cannot be read, or is past its time.
  record Bad() implements Token {}

  /// It names an endpoint, `ip:port`.
  record Names(String address, boolean strict) implements Token {}

  Token UNASKED = new Unasked();
  Token ABSENT = new Absent();
  Token BAD = new Bad();
}
