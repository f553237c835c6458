package io.limpet.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the kernel tells of a process's memory.
final class ProcessMemory {
  private static final Path PROCESSES = Path.of("/proc");
  private static final double KIB_IN_MIB = 1024;

  private ProcessMemory() {}

  static boolean isKnown() {
    return Files.exists(PROCESSES.resolve("self/status"));
  }

  /// NaN where the system does not tell, or the process is gone.
  static double residentMebibytes(long pid) {
    try {
      return Files.readAllLines(PROCESSES.resolve(pid + "/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / KIB_IN_MIB)
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException notTold) {
      return Double.NaN;
    }
  }
}
