package io.limpet.proxy.plan.pools;

import java.util.Arrays;

/// The average of endpoints' success rates, and the rate below which one of them stands out;
/// -1 where there are too few to tell.
public record OutlierRates(double average, double threshold) {
  public static final OutlierRates NONE = new OutlierRates(-1, -1);

  /// `factor` is in thousandths of the standard deviation, which is that of all there are (Envoy:
  /// outlier_detection_impl.cc, `successRateEjectionThreshold`).
  public static OutlierRates of(double[] rates, int factor) {
    double average = Arrays.stream(rates).sum() / rates.length;
    double variance = 0;
    for (double rate : rates) {
      variance += (rate - average) * (rate - average);
    }
    variance /= rates.length;
    return new OutlierRates(average, average - Math.sqrt(variance) * factor / 1000);
  }
}
