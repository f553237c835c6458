package io.limpet.proxy.overload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The memory of this process' control group (Envoy: resource_monitors/cgroup_memory; the second
/// version of control groups before the first).
final class ControlGroup {
  private static final long NONE = Long.MAX_VALUE;

  private final Path root;

  /// `root` is `/sys/fs/cgroup`.
  ControlGroup(Path root) {
    this.root = root;
  }

  /// The part of its limit that is in use; 0 without a limit. `mostBytes` is one more limit, 0 for
  /// none.
  double pressure(long mostBytes) throws IOException {
    boolean second = Files.exists(root.resolve("memory.current"));
    String used = second ? "memory.current" : "memory/memory.usage_in_bytes";
    String limit = second ? "memory.max" : "memory/memory.limit_in_bytes";
    long most = Math.min(number(limit), mostBytes == 0 ? NONE : mostBytes);
    return most == NONE ? 0 : (double) number(used) / most;
  }

  private long number(String file) throws IOException {
    String text = Files.readString(root.resolve(file)).strip();
    try {
      return text.equals("max") ? NONE : Long.parseLong(text);
    } catch (NumberFormatException noNumber) {
      throw new IOException(root.resolve(file) + " holds no number: " + text, noNumber);
    }
  }
}
