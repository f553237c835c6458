package io.limpet.proxy.overload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The pressure of a control group, by files like those of `/sys/fs/cgroup`.
final class ControlGroupTest {
  @TempDir Path groups;

  private void write(String file, String text) throws IOException {
    Files.createDirectories(groups.resolve(file).getParent());
    Files.writeString(groups.resolve(file), text + "\n");
  }

  @ParameterizedTest
  @CsvSource({"400, 0, 0.25", "max, 0, 0", "400, 200, 0.5", "400, 1000, 0.25", "max, 1000, 0.1"})
  void thatOfTheSecondVersionIsThePartInUse(String limit, long most, double pressure)
      throws IOException {
    write("memory.current", "100");
    write("memory.max", limit);
    write("memory/memory.usage_in_bytes", "1");
    write("memory/memory.limit_in_bytes", "1");
    assertThat(new ControlGroup(groups).pressure(most)).isEqualTo(pressure);
  }

  @ParameterizedTest
  @CsvSource({"400, 0, 0.25", "9223372036854771712, 1000, 0.1"})
  void thatOfTheFirstVersionToo(String limit, long most, double pressure) throws IOException {
    write("memory/memory.usage_in_bytes", "100");
    write("memory/memory.limit_in_bytes", limit);
    assertThat(new ControlGroup(groups).pressure(most)).isEqualTo(pressure);
  }

  @Test
  void aFileThatHoldsNoNumberIsNamed() throws IOException {
    write("memory.current", "100");
    write("memory.max", "much");
    assertThatThrownBy(() -> new ControlGroup(groups).limitBytes())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("memory.max holds no number: much");
  }
}
