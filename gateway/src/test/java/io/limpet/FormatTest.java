package io.limpet;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Every source is as google-java-format writes it.
///
/// It runs as a test and not as a Maven plugin, because Maven may itself run on a Java whose
/// compiler cannot read our sources; the tests always run on the right one.
class FormatTest {
  private static final String REMEDY =
      "not formatted; `mvn test -Dtest=FormatTest -Dsurefire.failIfNoSpecifiedTests=false"
          + " -Dtidy.update=true` rewrites them";

  @Test
  void everySourceIsFormatted() throws IOException, FormatterException {
    List<Path> unformatted = new ArrayList<>();
    for (Path file : JavaSource.files()) {
      String text = Files.readString(file);
      String formatted = format(text);
      if (!formatted.equals(text)) {
        unformatted.add(file);
        if (Boolean.getBoolean("tidy.update")) {
          Files.writeString(file, formatted);
        }
      }
    }
    if (!Boolean.getBoolean("tidy.update")) {
      assertThat(unformatted).as(REMEDY).isEmpty();
    }
  }

  @Test
  void anUnformattedSourceIsFound() throws FormatterException {
    String text = "import java.util.Set;\nimport java.util.List;\nclass A{List<Set> a;}\n";
    assertThat(format(text))
        .isEqualTo(
            """
            import java.util.List;
            import java.util.Set;

            class A {
              List<Set> a;
            }
            """);
  }

  private static String format(String text) throws FormatterException {
    return new Formatter().formatSourceAndFixImports(text);
  }
}
