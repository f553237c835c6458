package io.limpet.proxy.plan.match;

/// A part of all requests (Envoy: type/v3/percent.proto, `FractionalPercent`).
///
/// A request draws one number, and all fractions and weights on its way are held against that one,
/// as in Envoy: who is in the tenth of a route's `runtime_fraction` is in the mirrored tenth too.
public record Fraction(int numerator, int denominator) {
  public static final Fraction ALL = new Fraction(1, 1);
  public static final Fraction NONE = new Fraction(0, 1);

  /// Whether a request that drew this number belongs to it.
  public boolean has(long chance) {
    return numerator >= denominator || Long.remainderUnsigned(chance, denominator) < numerator;
  }

  /// A part that is no larger than this one, of so many where this one has more: what a client may
  /// ask for.
  public Fraction atMost(int wanted) {
    return new Fraction(Math.min(numerator, wanted), denominator);
  }
}
