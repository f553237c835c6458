package io.limpet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.proxy.overload.ControlGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// From which memory on new connections are not served.
final class BoundFlagsTest {
  private static final String SECOND = "memory.max";
  private static final String FIRST = "memory/memory.limit_in_bytes";

  @TempDir Path groups;

  @Command
  private static final class Flags {
    @Mixin private BoundFlags bounds = new BoundFlags();

    long memoryBytes(long heap, ControlGroup group, String... arguments) {
      new CommandLine(this).parseArgs(arguments);
      return bounds.memoryBytes(heap, group);
    }
  }

  /// Files of both versions of control groups, as in `/sys/fs/cgroup`.
  @ParameterizedTest
  @CsvSource({
    SECOND + ", 1000, 900",
    SECOND + ", max, 90000",
    SECOND + ", 200000, 90000",
    FIRST + ", 1000, 900",
    FIRST + ", 9223372036854771712, 90000",
  })
  void theBoundFollowsTheLimitOfTheControlGroup(String file, String limit, long bound)
      throws IOException {
    Files.createDirectories(groups.resolve(file).getParent());
    Files.writeString(groups.resolve(file), limit + "\n");
    if (file.equals(SECOND)) {
      Files.writeString(groups.resolve("memory.current"), "1\n");
    }
    ControlGroup group = new ControlGroup(groups);
    assertThat(new Flags().memoryBytes(100_000, group)).isEqualTo(bound);
    assertThat(new Flags().memoryBytes(100_000, group, "--max-memory-percent=0")).isZero();
  }

  @ParameterizedTest
  @CsvSource({"50, 50000", "100, 100000"})
  void withoutControlGroupsItIsAPartOfTheHeap(int percent, long bound) {
    ControlGroup none = new ControlGroup(groups);
    assertThat(new Flags().memoryBytes(100_000, none, "--max-memory-percent=" + percent))
        .isEqualTo(bound);
  }
}
