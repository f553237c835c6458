package io.limpet.model.fields;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DurationsTest {
  @ParameterizedTest
  @CsvSource({
    "0, PT0S",
    "0s, PT0S",
    "3s, PT3S",
    "1h30m, PT1H30M",
    "1.5s, PT1.5S",
    ".5s, PT0.5S",
    "1.s, PT1S",
    "250ms, PT0.25S",
    "7us, PT0.000007S",
    "7µs, PT0.000007S",
    "7ns, PT0.000000007S",
    "-2s, PT-2S",
    "+2s, PT2S",
    "3600s, PT1H",
  })
  void whatGoReadsIsRead(String text, String duration) {
    assertThat(Durations.parse(text)).contains(Duration.parse(duration));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "3", "3 s", "s", ".s", "1..5s", "3d", "3S", "1h 30m", "9999999h", "PT3S", "-"})
  void whatGoRefusesIsRefused(String text) {
    assertThat(Durations.parse(text)).isEmpty();
  }
}
