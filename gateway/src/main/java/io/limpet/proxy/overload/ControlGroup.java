package io.limpet.proxy.overload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The memory of this process' control group (Envoy: resource_monitors/cgroup_memory; the second
/// version of control groups before the first).
public final class ControlGroup {
  private static final Path ROOT = Path.of("/sys/fs/cgroup");
  private static final long NONE = Long.MAX_VALUE;

  private final Path root;

  /// `root` is where [#here] has `/sys/fs/cgroup`.
  public ControlGroup(Path root) {
    this.root = root;
  }

  /// That of this process.
  public static ControlGroup here() {
    return new ControlGroup(ROOT);
  }

  /// The part of its limit that is in use; 0 without a limit. `mostBytes` is one more limit, 0 for
  /// none.
  double pressure(long mostBytes) throws IOException {
    long most = Math.min(number(limit()), mostBytes == 0 ? NONE : mostBytes);
    String used = second() ? "memory.current" : "memory/memory.usage_in_bytes";
    return most == NONE ? 0 : (double) number(used) / most;
  }

  /// How much it may use, [Long#MAX_VALUE] where nothing bounds it or there are no control groups.
  public long limitBytes() throws IOException {
    return Files.exists(root.resolve(limit())) ? number(limit()) : NONE;
  }

  private boolean second() {
    return Files.exists(root.resolve("memory.current"));
  }

  private String limit() {
    return second() ? "memory.max" : "memory/memory.limit_in_bytes";
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
