package io.limpet.cli;

import java.util.ArrayList;
import java.util.List;

/// Two texts, and where they differ, as `diff -u` writes it.
final class UnifiedDiff {
  /// As many lines as istioctl shows around a difference (`istioctl/pkg/writer/compare`).
  private static final int CONTEXT = 7;

  /// Above this, two pieces that differ are shown one after the other.
  private static final long MOST_CELLS = 16_000_000;

  private final List<Line> lines = new ArrayList<>();

  /// `mark` is how it begins: a space for what both have, `-`, or `+`.
  private record Line(char mark, String text) {}

  /// Adds the next piece of both texts.
  void add(List<String> before, List<String> after) {
    int head = 0;
    while (head < Math.min(before.size(), after.size())
        && before.get(head).equals(after.get(head))) {
      head++;
    }
    int tail = 0;
    while (tail < Math.min(before.size(), after.size()) - head
        && before.get(before.size() - 1 - tail).equals(after.get(after.size() - 1 - tail))) {
      tail++;
    }
    before.subList(0, head).forEach(text -> lines.add(new Line(' ', text)));
    compare(before.subList(head, before.size() - tail), after.subList(head, after.size() - tail));
    before
        .subList(before.size() - tail, before.size())
        .forEach(text -> lines.add(new Line(' ', text)));
  }

  /// By the longest common subsequence.
  private void compare(List<String> before, List<String> after) {
    if ((long) before.size() * after.size() > MOST_CELLS) {
      before.forEach(text -> lines.add(new Line('-', text)));
      after.forEach(text -> lines.add(new Line('+', text)));
      return;
    }
    int[][] common = new int[before.size() + 1][after.size() + 1];
    for (int i = before.size() - 1; i >= 0; i--) {
      for (int j = after.size() - 1; j >= 0; j--) {
        common[i][j] =
            before.get(i).equals(after.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    int i = 0;
    int j = 0;
    while (i < before.size() || j < after.size()) {
      if (i < before.size() && j < after.size() && before.get(i).equals(after.get(j))) {
        lines.add(new Line(' ', before.get(i++)));
        j++;
      } else if (j == after.size() || (i < before.size() && common[i + 1][j] >= common[i][j + 1])) {
        lines.add(new Line('-', before.get(i++)));
      } else {
        lines.add(new Line('+', after.get(j++)));
      }
    }
  }

  boolean isEmpty() {
    return lines.stream().allMatch(line -> line.mark() == ' ');
  }

  /// Empty where both are the same.
  String text(String before, String after) {
    StringBuilder text = new StringBuilder();
    int from = 0;
    for (int next = changed(from); next < lines.size(); next = changed(from)) {
      int end = next;
      for (int more = next; more < lines.size() && more - end <= 2 * CONTEXT; ) {
        end = more;
        more = changed(more + 1);
      }
      int begin = Math.max(from, next - CONTEXT);
      from = Math.min(lines.size(), end + 1 + CONTEXT);
      hunk(begin, from, text);
    }
    return text.isEmpty() ? "" : "--- " + before + "\n+++ " + after + "\n" + text;
  }

  /// Where the next difference is; the end if there is none.
  private int changed(int from) {
    int at = from;
    while (at < lines.size() && lines.get(at).mark() == ' ') {
      at++;
    }
    return at;
  }

  private void hunk(int begin, int end, StringBuilder text) {
    text.append("@@ -").append(range(begin, end, '+'));
    text.append(" +").append(range(begin, end, '-')).append(" @@\n");
    lines
        .subList(begin, end)
        .forEach(line -> text.append(line.mark()).append(line.text()).append('\n'));
  }

  /// `first,count` in the text that does not have the lines of a mark.
  private String range(int begin, int end, char without) {
    long before = lines.subList(0, begin).stream().filter(line -> line.mark() != without).count();
    long count = lines.subList(begin, end).stream().filter(line -> line.mark() != without).count();
    long first = count == 0 ? before : before + 1;
    return count == 1 ? Long.toString(first) : first + "," + count;
  }
}
