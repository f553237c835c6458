package io.limpet.sameness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// docs/limits.md: each bound has a default, says what happens at it, is counted by a number that
/// is there, and is shown by a test that is there.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LimitsTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "limits.md");
  private static final String HEAD =
      "| what | default | set by | at the limit | counted as | shown by |";
  private static final int COLUMNS = 6;
  private static final Pattern COUNTER = Pattern.compile("`([a-z0-9_.]+)`");
  private static final Pattern METHOD = Pattern.compile("`([A-Z]\\w*)#(\\w+)`");
  private static final Pattern RULE = Pattern.compile("`([a-z0-9-]+\\.(?:yaml|txt))` \"([^\"]+)\"");

  @SuppressWarnings("NullAway.Init") // set before all tests
  private String sources;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private String tests;

  @BeforeAll
  void readSources() throws IOException {
    sources = all(Path.of("src/main/java/io/limpet"));
    tests = all(Path.of("src/test/java/io/limpet"));
  }

  private static String all(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(each -> each.toString().endsWith(".java"))
          .map(LimitsTest::text)
          .collect(Collectors.joining("\n"));
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void eachLimitIsCountedAndShown() {
    String document = text(DOCUMENT);
    assertThat(document.lines().filter(line -> line.startsWith("| "))).hasSizeGreaterThan(40);
    assertThat(mistakes(document)).isEmpty();
  }

  @Test
  void aDocumentThatIsBrokenIsFound() {
    String broken =
        HEAD
            + """

            |---|---|---|---|---|---|
            | too few | 1 | a | b | `http2.rx_reset` |
            | no default | | a | b | `http2.rx_reset` | `LimitsTest#eachLimitIsCountedAndShown` |
            | no counter | 1 | a | b | | `LimitsTest#eachLimitIsCountedAndShown` |
            | unknown counter | 1 | a | b | `no_such_number` | `LimitsTest#eachLimitIsCountedAndShown` |
            | no test | 1 | a | b | `http2.rx_reset` | |
            | unknown test | 1 | a | b | `http2.rx_reset` | `LimitsTest#nothing` |
            | unknown rule | 1 | a | b | `http2.rx_reset` | `pools.yaml` "nothing" |
            | good | 1 | a | b | `http2.rx_reset` | `LimitsTest#eachLimitIsCountedAndShown` |
            """;
    assertThat(mistakes(broken))
        .containsExactly(
            "too few: 5 columns",
            "no default: an empty column",
            "no counter: an empty column",
            "unknown counter: nothing counts no_such_number",
            "no test: an empty column",
            "unknown test: there is no LimitsTest#nothing",
            "unknown rule: there is no \"nothing\" in pools.yaml");
  }

  private List<String> mistakes(String document) {
    List<String> mistakes = new ArrayList<>();
    for (String line : document.lines().toList()) {
      if (line.startsWith("| ") && !line.equals(HEAD)) {
        row(line, mistakes);
      }
    }
    return mistakes;
  }

  private void row(String line, List<String> mistakes) {
    List<String> cells = new ArrayList<>();
    for (String each : line.substring(1, line.length() - 1).split("\\|", -1)) {
      cells.add(each.strip());
    }
    String what = cells.getFirst();
    if (cells.size() != COLUMNS) {
      mistakes.add("%s: %d columns".formatted(what, cells.size()));
    } else if (cells.stream().anyMatch(String::isEmpty)) {
      mistakes.add(what + ": an empty column");
    } else {
      counted(cells.get(4)).forEach(each -> mistakes.add(what + each));
      shown(cells.get(5)).forEach(each -> mistakes.add(what + each));
    }
  }

  private List<String> counted(String cell) {
    List<String> mistakes = new ArrayList<>();
    Matcher counter = COUNTER.matcher(cell);
    int found = 0;
    while (counter.find()) {
      found++;
      String name = counter.group(1);
      String last = name.substring(name.lastIndexOf('.') + 1);
      if (!sources.contains("\"" + name + "\"") && !sources.contains(last + "\"")) {
        mistakes.add(": nothing counts " + name);
      }
    }
    return found == 0 ? List.of(": no counter") : mistakes;
  }

  private List<String> shown(String cell) {
    List<String> mistakes = new ArrayList<>();
    Matcher method = METHOD.matcher(cell);
    int found = 0;
    while (method.find()) {
      found++;
      if (!isTest(method.group(1), method.group(2))) {
        mistakes.add(": there is no %s#%s".formatted(method.group(1), method.group(2)));
      }
    }
    Matcher rule = RULE.matcher(cell);
    while (rule.find()) {
      found++;
      if (!isRule(rule.group(1), rule.group(2))) {
        mistakes.add(": there is no \"%s\" in %s".formatted(rule.group(2), rule.group(1)));
      }
    }
    return found == 0 ? List.of(": no test") : mistakes;
  }

  private boolean isTest(String type, String name) {
    int at = tests.indexOf("class " + type + " ");
    return at >= 0 && tests.indexOf(" " + name + "(", at) > 0;
  }

  private static boolean isRule(String file, String rule) {
    try (Stream<Path> files = Files.walk(Path.of("src/test/resources"))) {
      return files
          .filter(each -> each.getFileName().toString().equals(file))
          .anyMatch(each -> text(each).contains(rule));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
