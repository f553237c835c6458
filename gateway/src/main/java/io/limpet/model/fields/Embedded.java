package io.limpet.model.fields;

import io.limpet.model.tree.Document;
import io.limpet.model.tree.Mistake;
import io.limpet.model.tree.Path;
import io.limpet.model.tree.Value;
import io.limpet.model.tree.YamlReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// YAML whose parts are all optional: that of a text, or of a field that has YAML for its text, as
/// ConfigMaps do.
public final class Embedded {
  private Embedded() {}

  /// The mapping in the text at `key`, read with the lines of the whole; null where there is none.
  /// What is wrong with it is reported and can be missing.
  public static <T> @Nullable T read(Fields fields, String key, Fields.Reader<T> reader) {
    if (!(fields.take(key) instanceof Value.Text text)) {
      return null;
    }
    // A text of several lines begins below its key (`mesh: |`).
    int firstLine = text.value().contains("\n") ? text.line() + 1 : text.line();
    Place place = new Place(Path.entry(fields.path(), key), firstLine);
    return read(text.value(), place, fields.findings(), reader);
  }

  /// The mapping in a text of its own.
  public static <T> @Nullable T read(String text, Findings findings, Fields.Reader<T> reader) {
    return read(text, new Place("", 1), findings, reader);
  }

  /// Where the text is.
  private record Place(String path, int firstLine) {
    String of(Mistake mistake) {
      return path.isEmpty() || mistake.path().isEmpty()
          ? path + mistake.path()
          : Path.field(path, mistake.path());
    }
  }

  private static <T> @Nullable T read(
      String text, Place place, Findings findings, Fields.Reader<T> reader) {
    List<Document> documents = YamlReader.readAll(text, place.firstLine());
    if (documents.isEmpty()) {
      return null;
    }
    Document document = documents.getFirst();
    document
        .mistakes()
        .forEach(each -> findings.error(each.line(), place.of(each), each.code(), each.message()));
    return switch (document.root()) {
      case Value.Mapping mapping -> {
        Fields inner = new Fields(mapping, place.path(), findings);
        T read = reader.read(inner);
        inner.finish();
        yield read;
      }
      case Value.Nothing _ -> null;
      case Value.Sequence _, Value.Text _, Value.Whole _, Value.Fraction _, Value.Truth _ -> {
        findings.error(
            place.firstLine(),
            place.path(),
            "wrong-type",
            Expected.MAPPING.insteadOf(document.root()));
        yield null;
      }
    };
  }
}
