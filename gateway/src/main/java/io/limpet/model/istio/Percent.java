package io.limpet.model.istio;

/// A share of all requests, from 0 to 100.
public sealed interface Percent {
  /// `percentage: {value: 0.5}`; 0 where no value is written there.
  record Exact(double value) implements Percent {}

  /// The deprecated form, a whole number.
  record Whole(int value) implements Percent {}
}
