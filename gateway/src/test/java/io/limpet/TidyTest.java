package io.limpet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The hard limits of CONTRIBUTING.md, each of which is shown to fail on a source that breaks it.
class TidyTest {
  private static final List<TidyRule> RULES = TidyRule.ALL;
  private static final List<JavaSource> SOURCES = JavaSource.all();

  /// What must not stand in any file: a folder of somebody's machine, or a package registry. Both
  /// work on one machine only.
  private static final Pattern OF_ONE_MACHINE =
      Pattern.compile(
          "(?<![\\w.)}*-])/(home|root|Users|work)/\\w"
              + "|\\.\\./shared"
              + "|https?://(repo|registry|proxy|files|mirror)[0-9]*\\."
              + "|index-url|<repository>");

  @ParameterizedTest
  @FieldSource("RULES")
  void sourcesKeepTheLimit(TidyRule rule) {
    assertThat(SOURCES.stream().flatMap(source -> rule.findings(source).stream())).isEmpty();
  }

  @ParameterizedTest
  @FieldSource("RULES")
  void aSourceThatBreaksTheLimitIsFound(TidyRule rule) {
    assertThat(rule.findings(rule.broken())).isNotEmpty();
  }

  @Test
  void constructorsOfRecordsMayHaveManyParameters() {
    JavaSource source =
        JavaSource.of(
            "src/main/java/A.java",
            "record A(int a, int b, int c, int d, int e, int f) {\n"
                + "A(int a, int b, int c, int d, int e, int f) { this.a = a; } }");
    assertThat(RULES.stream().flatMap(rule -> rule.findings(source).stream())).isEmpty();
  }

  @Test
  void noFileWorksOnOneMachineOnly() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : textFiles()) {
      Matcher matcher = OF_ONE_MACHINE.matcher(Files.readString(file));
      while (matcher.find()) {
        found.add(file + ": " + matcher.group());
      }
    }
    assertThat(found).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cd /ro" + "ot/limpet", "https://rep" + "o1.example.org/maven2"})
  void aTextOfOneMachineIsFound(String text) {
    assertThat(OF_ONE_MACHINE.matcher(text).find()).isTrue();
  }

  private static List<Path> textFiles() throws IOException {
    try (Stream<Path> found = Files.walk(Path.of(".."))) {
      return found
          .filter(Files::isRegularFile)
          .filter(path -> !path.toString().matches(".*/(target|\\.git|\\.idea)(/.*)?"))
          .filter(path -> path.toString().matches(".*(\\.\\w{1,5}|/limpet|/run|/LICENSE)"))
          .filter(path -> !path.toString().matches(".*\\.(jar|png|class|pb|bin|gz)"))
          .filter(path -> !path.endsWith("TidyTest.java"))
          .toList();
    }
  }
}
