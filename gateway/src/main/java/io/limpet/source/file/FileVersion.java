package io.limpet.source.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What tells a file from the same one written anew, without reading it. `key` is its inode, null
/// where the system has none.
record FileVersion(FileTime modified, long size, @Nullable Object key) {
  /// No file system counts time in larger steps than FAT's, of two seconds.
  private static final Duration STEP = Duration.ofSeconds(2);

  static FileVersion of(Path file) throws IOException {
    BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
    return new FileVersion(now.lastModifiedTime(), now.size(), now.fileKey());
  }

  /// Whether a file that is written from now on has another version: just after it was written, it
  /// may be written again in the same step of time.
  boolean isSettled() {
    return modified.toInstant().isBefore(Instant.now().minus(STEP));
  }
}
