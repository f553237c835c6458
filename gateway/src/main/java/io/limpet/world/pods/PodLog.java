package io.limpet.world.pods;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// The last lines that a pod printed. Safe for any thread.
public final class PodLog {
  private static final int LINES = 1_000;
  private static final int COLUMNS = 4_096;

  private final Deque<String> lines = new ArrayDeque<>();

  synchronized void add(String line) {
    if (lines.size() == LINES) {
      lines.removeFirst();
    }
    lines.addLast(line.length() > COLUMNS ? line.substring(0, COLUMNS) : line);
  }

  public synchronized List<String> lines() {
    return List.copyOf(lines);
  }

  synchronized String lastLine() {
    return lines.isEmpty() ? "" : lines.getLast();
  }
}
