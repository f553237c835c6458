package io.limpet.envoy;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/// Where Envoy's program is.
public final class EnvoyProgram {
  private static final String NAME = "envoy";

  private EnvoyProgram() {}

  /// The first program of its name in the folders of a search path, such as `PATH` has them.
  public static Optional<Path> onPath(String folders) {
    return Arrays.stream(folders.split(File.pathSeparator, -1))
        .filter(each -> !each.isEmpty())
        .map(each -> Path.of(each, NAME))
        .filter(EnvoyProgram::isProgram)
        .findFirst();
  }

  public static boolean isProgram(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file);
  }
}
