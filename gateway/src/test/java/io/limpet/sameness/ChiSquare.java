package io.limpet.sameness;

import java.util.List;

/// Pearson's chi-square test.
final class ChiSquare {
  private static final int TERMS = 500;

  private ChiSquare() {}

  /// How likely two samples would be at least as different as these if they had one distribution.
  /// Each row has the two samples' counts of one outcome.
  static double sameDistribution(List<long[]> rows) {
    double first = rows.stream().mapToLong(row -> row[0]).sum();
    double second = rows.stream().mapToLong(row -> row[1]).sum();
    double sum = 0;
    for (long[] row : rows) {
      double both = row[0] + row[1];
      sum += difference((double) row[0], both * first / (first + second));
      sum += difference((double) row[1], both * second / (first + second));
    }
    return rows.size() < 2 ? 1 : upperTail(sum, rows.size() - 1);
  }

  private static double difference(double seen, double expected) {
    return expected == 0 ? 0 : (seen - expected) * (seen - expected) / expected;
  }

  /// The probability of a chi-square value of at least `value`, by the series of the incomplete
  /// gamma function (Abramowitz and Stegun, 6.5.29).
  static double upperTail(double value, int degrees) {
    if (value <= 0) {
      return 1;
    }
    double a = degrees / 2.0;
    double x = value / 2.0;
    double term = 1 / a;
    double sum = term;
    for (int n = 1; n < TERMS; n++) {
      term *= x / (a + n);
      sum += term;
    }
    double lower = Math.exp(a * Math.log(x) - x - logGamma(a)) * sum;
    return Math.min(1, Math.max(0, 1 - lower));
  }

  /// Of whole and half numbers, which are all that is asked for.
  private static double logGamma(double number) {
    double log = number % 1 == 0 ? 0 : Math.log(Math.PI) / 2;
    for (double each = number - 1; each > 0; each--) {
      log += Math.log(each);
    }
    return log;
  }
}
