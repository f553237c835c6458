package io.limpet.mesh;

import io.limpet.model.istio.Percent;

/// A share of requests: `numerator` of a hundred, or of a million.
public record FractionalPercent(int numerator, boolean ofMillion) {
  public static final FractionalPercent ALL = new FractionalPercent(100, false);
  public static final FractionalPercent NONE = new FractionalPercent(0, false);

  private static final int PER_PERCENT_OF_MILLION = 10_000;

  /// What is finer than a millionth is cut off, not rounded (`translatePercentToFractionalPercent`
  /// in pilot's `core/route/route.go`).
  public static FractionalPercent of(Percent percent) {
    return switch (percent) {
      case Percent.Exact(double value) ->
          new FractionalPercent((int) (value * PER_PERCENT_OF_MILLION), true);
      case Percent.Whole(int value) -> new FractionalPercent(value, false);
    };
  }
}
