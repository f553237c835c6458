package io.limpet.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Buckets are exact enough, over the whole range.
final class LatenciesTest {
  @ParameterizedTest
  @CsvSource({"1,1", "1,127", "1,1000", "3,100000", "1000,1000000", "1000003,2000"})
  void aShareIsToldWithinOnePercent(long step, int count) {
    Latencies latencies = new Latencies();
    for (long i = 1; i <= count; i++) {
      latencies.add(i * step);
    }
    for (double share : new double[] {0.001, 0.5, 0.9, 0.99, 0.999, 1}) {
      double exact = Math.max(1, Math.ceil(share * count)) * step;
      assertThat((double) latencies.atMost(share)).isCloseTo(exact, within(exact / 100));
    }
    assertThat(latencies.atMost(1)).isEqualTo(count * step);
  }
}
