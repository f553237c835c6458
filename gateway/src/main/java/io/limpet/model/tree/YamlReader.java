package io.limpet.model.tree;

import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/// Reads YAML 1.2.
///
/// A text is cut at its `---` lines first, which the YAML specification (9.1.2) lets no scalar
/// contain, so that a mistake in one document leaves the others readable.
public final class YamlReader {
  private static final int MAX_CODE_POINTS = 64 << 20;

  private YamlReader() {}

  /// All documents of the text; empty ones are left out.
  public static List<Document> readAll(String text) {
    return readAll(text, 1);
  }

  /// The same for a text that begins in a line of another.
  public static List<Document> readAll(String text, int firstLine) {
    LoadSettings settings =
        LoadSettings.builder()
            .setSchema(new CoreSchema())
            .setCodePointLimit(MAX_CODE_POINTS)
            .build();
    List<Document> documents = new ArrayList<>();
    for (Part part : parts(text, firstLine)) {
      documents.addAll(read(part, settings));
    }
    return documents;
  }

  private static List<Document> read(Part part, LoadSettings settings) {
    try {
      return new YamlComposer(
              new Parse(settings).parseString(part.text()).iterator(),
              settings.getSchema().getScalarResolver(),
              part.firstLine())
          .documents();
    } catch (MarkedYamlEngineException broken) {
      int line = broken.getProblemMark().map(mark -> mark.getLine() + part.firstLine()).orElse(0);
      return failed(new SyntaxException(line, explain(broken)));
    } catch (YamlEngineException broken) {
      return failed(
          new SyntaxException(
              part.firstLine(),
              "is not YAML: " + broken.getMessage() + "; save the file as plain UTF-8 text"));
    } catch (SyntaxException broken) {
      return failed(broken);
    }
  }

  private static List<Document> failed(SyntaxException broken) {
    Mistake mistake = broken.mistake();
    return List.of(new Document(new Value.Nothing(mistake.line()), List.of(mistake)));
  }

  private static String explain(MarkedYamlEngineException broken) {
    String problem = broken.getProblem() == null ? "unknown" : broken.getProblem();
    String context = broken.getContext() == null ? "" : " " + broken.getContext();
    String remedy =
        problem.contains("\\t")
            ? "indent with spaces, never with tabs"
            : "check the indentation, brackets and quotes here and in the line above";
    return "is not YAML: " + problem + context + "; " + remedy;
  }

  private static List<Part> parts(String text, int firstLine) {
    List<Part> parts = new ArrayList<>();
    StringBuilder current = new StringBuilder();
    int line = firstLine - 1;
    int first = firstLine;
    boolean content = false;
    for (String each : text.lines().toList()) {
      line++;
      if (content && marker(each)) {
        parts.add(new Part(first, current.toString()));
        current.setLength(0);
        first = line;
      }
      content |= !preamble(each);
      current.append(each).append('\n');
    }
    parts.add(new Part(first, current.toString()));
    return parts;
  }

  private static boolean marker(String line) {
    return line.startsWith("---") && (line.length() == 3 || Character.isWhitespace(line.charAt(3)));
  }

  /// Comments and directives belong to the document after them.
  private static boolean preamble(String line) {
    return line.isBlank() || line.startsWith("#") || line.startsWith("%");
  }

  private record Part(int firstLine, String text) {}
}
