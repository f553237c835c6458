package io.limpet.session;

/// What a caller's token says.
public sealed interface Claim {
  /// There is no token.
  record Absent() implements Claim {}

  /// There is one that cannot be read, names nothing, or is past its time.
  record Bad() implements Claim {}

  /// It names an endpoint. Nothing is known of that text yet: a caller can send any.
  record Names(String address) implements Claim {}

  Claim ABSENT = new Absent();
  Claim BAD = new Bad();
}
