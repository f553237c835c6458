package io.limpet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.model.fields.Durations;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

final class DrainFlagsTest {
  @Command
  private static final class Flags {
    @Mixin DrainFlags drains = new DrainFlags();
  }

  /// The flag is nearer than the resources, and they than what is usual.
  @ParameterizedTest
  @CsvSource({
    "'', , 5s, 5s",
    "'', 2s, 2s, 2s",
    "'', 60s, 5s, 60s",
    "'', 100000h, 5s, 1000000s",
    "--termination-drain-duration=3s, 60s, 3s, 3s",
    "--termination-drain-duration=30s, 2s, 5s, 30s",
    "--minimum-drain-duration=7s, 2s, 7s, 7s",
  })
  void clientsHaveAsLongAsTheNearestSays(
      String flag, @Nullable String configured, String least, String most) {
    Flags flags = new Flags();
    new CommandLine(flags).parseArgs(flag.isEmpty() ? new String[0] : new String[] {flag});
    @Nullable Duration said = configured == null ? null : time(configured);
    assertThat(flags.drains.termination(said))
        .isEqualTo(new TerminationDrain(time(least), time(most)));
  }

  private static Duration time(String text) {
    return Durations.parse(text).orElseThrow();
  }
}
