package io.limpet.sameness;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.sameness.Differences.Row;
import io.limpet.sameness.Differences.Shown;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;

/// docs/envoy-differences.md: each row has a reason and a test that shows it, and each case in
/// which the two proxies are meant to differ has a row.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EnvoyDifferencesTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "envoy-differences.md");
  private static final Path TESTS = Path.of("src/test/java");
  private static final Path BOOTSTRAPS = Path.of("src/test/resources/bootstraps");
  private static final List<String> FILES_OF_BOOTSTRAPS =
      List.of("malformed.yaml", "not-carried-out.yaml");

  /// File → its rules → whether the two proxies differ there.
  private final Map<String, Map<String, Boolean>> rules = new TreeMap<>();

  @BeforeAll
  void readTables() throws IOException {
    try (Endpoints endpoints = new Endpoints()) {
      for (String name : Table.names()) {
        Map<String, Boolean> differs = rules.computeIfAbsent(name, _ -> new TreeMap<>());
        for (Case row : Table.read(name, endpoints.words()).cases()) {
          differs.put(row.rule(), row.differs());
        }
      }
    }
    for (String name : FILES_OF_BOOTSTRAPS) {
      Map<String, Boolean> differs = rules.computeIfAbsent(name, _ -> new TreeMap<>());
      String text = Files.readString(BOOTSTRAPS.resolve(name));
      for (Object each : Tree.list(Tree.read("rows:\n" + text).get("rows"))) {
        Map<String, Object> row = Tree.map(each);
        boolean taken = row.containsKey("envoy") || name.startsWith("not");
        differs.put(Tree.text(row, "rule", ""), taken);
      }
    }
  }

  @Test
  void eachDifferenceHasAReasonAndIsShown() throws IOException {
    Differences differences = Differences.of(Files.readString(DOCUMENT));
    assertThat(differences.rows()).hasSizeGreaterThan(50);
    assertThat(mistakes(differences)).isEmpty();
    assertThat(differences.rows()).extracting(Row::what).doesNotHaveDuplicates();
  }

  @Test
  void eachCaseThatDiffersHasARow() throws IOException {
    assertThat(unnamed(Differences.of(Files.readString(DOCUMENT))))
        .as("cases in which the proxies differ, and no row of the document names them")
        .isEmpty();
  }

  @Test
  void aDocumentThatIsBrokenIsFound() {
    String broken =
        """
        | what | Envoy 1.40 | Limpet |
        |---|---|---|---|---|
        | two columns are missing | a | b |

        | what | Envoy 1.40 | Limpet | why | shown by |
        |---|---|---|---|---|
        | no reason | a | b | | `EnvoyDifferencesTest#aDocumentThatIsBrokenIsFound` |
        | no test | a | b | c | |
        | a file alone | a | b | c | `http1-differences.yaml` |
        | no such file | a | b | c | `nothing.yaml` "two hosts" |
        | no such rule | a | b | c | `http1-differences.yaml` "two hosts", "three hosts" |
        | both do the same | a | b | c | `mirroring.yaml` "a copy may keep its host" |
        | no such class | a | b | c | `NothingTest#nothing` |
        | no such method | a | b | c | `EnvoyDifferencesTest#nothing` |
        | no test of its own | a | b | c | `EnvoyDifferencesTest#readTables` |
        | good | a | b | c | `EnvoyDifferencesTest#aDocumentThatIsBrokenIsFound` |
        """;
    Differences differences = Differences.of(broken);
    assertThat(mistakes(differences))
        .extracting(EnvoyDifferencesTest::quoted)
        .containsExactly(
            "| what | Envoy 1.40 | Limpet |",
            "two columns are missing",
            "no reason",
            "no test",
            "a file alone",
            "no such file",
            "no such rule",
            "both do the same",
            "no such class",
            "no such method",
            "no test of its own");
    assertThat(unnamed(differences)).contains("`http1-differences.yaml` \"a folded line\"");
  }

  /// What a message is about: the first words in quotes, or the line of a table.
  private static String quoted(String message) {
    int line = message.indexOf('|');
    return line >= 0 ? message.substring(line) : message.split("\"", 3)[1];
  }

  private List<String> mistakes(Differences differences) {
    List<String> mistakes = new ArrayList<>(differences.mistakes());
    for (Row row : differences.rows()) {
      for (Shown shown : row.shown()) {
        mistake(shown).ifPresent(each -> mistakes.add("\"%s\": %s".formatted(row.what(), each)));
      }
    }
    return mistakes;
  }

  private Optional<String> mistake(Shown shown) {
    return switch (shown) {
      case Shown.Rule(String file, String rule) -> {
        Map<String, Boolean> known = rules.getOrDefault(file, Map.of());
        yield !known.containsKey(rule)
            ? Optional.of("there is no case \"%s\" in %s".formatted(rule, file))
            : Optional.of("the proxies do not differ in \"%s\" of %s".formatted(rule, file))
                .filter(_ -> !known.get(rule));
      }
      case Shown.Method(String type, String name) ->
          Optional.of("there is no test %s#%s".formatted(type, name))
              .filter(_ -> !isTest(type, name));
    };
  }

  private static boolean isTest(String type, String name) {
    try (Stream<Path> files = Files.walk(TESTS)) {
      Optional<String> file =
          files
              .filter(each -> each.getFileName().toString().equals(type + ".java"))
              .map(each -> TESTS.relativize(each).toString())
              .findFirst();
      return file.isPresent()
          && Arrays.stream(named(file.get()).getDeclaredMethods())
              .anyMatch(method -> method.getName().equals(name) && isTest(method));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Class<?> named(String file) {
    try {
      return Class.forName(file.replace(".java", "").replace('/', '.'));
    } catch (ClassNotFoundException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static boolean isTest(Method method) {
    return method.isAnnotationPresent(Test.class)
        || method.isAnnotationPresent(ParameterizedTest.class)
        || method.isAnnotationPresent(TestFactory.class);
  }

  private Set<String> unnamed(Differences differences) {
    Set<String> unnamed = new TreeSet<>();
    rules.forEach(
        (file, cases) ->
            cases.forEach(
                (rule, differs) -> {
                  if (differs) {
                    unnamed.add("`%s` \"%s\"".formatted(file, rule));
                  }
                }));
    for (Row row : differences.rows()) {
      for (Shown shown : row.shown()) {
        if (shown instanceof Shown.Rule(String file, String rule)) {
          unnamed.remove("`%s` \"%s\"".formatted(file, rule));
        }
      }
    }
    return unnamed;
  }
}
