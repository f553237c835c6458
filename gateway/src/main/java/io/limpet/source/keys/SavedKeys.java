package io.limpet.source.keys;

import io.limpet.model.Change;
import io.limpet.model.KeySource;
import io.limpet.model.tree.Document;
import io.limpet.model.tree.JsonReader;
import io.limpet.model.tree.JsonWriter;
import io.limpet.model.tree.Value;
import io.limpet.source.saved.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Sets of keys that were fetched, on disk, for a start at which their provider is away: without
/// them every token would be refused.
public final class SavedKeys {
  private static final String NAME = "control-keys";

  /// Those that were fetched first are forgotten.
  private static final int MOST = 1000;

  private final Path file;
  private final Consumer<String> tell;
  private final Map<KeySource, String> sets = new LinkedHashMap<>(); // guarded by this

  public SavedKeys(Path folder, Consumer<String> tell) {
    this.file = folder.resolve(NAME);
    this.tell = tell;
  }

  /// What was kept, in place of what is about to be fetched. Nothing where nothing ever was, or
  /// what is there is of no use; that is told.
  public synchronized List<Change> read() {
    try {
      for (Document line : JsonReader.readAll(Files.readString(file))) {
        if (!(line.root() instanceof Value.Mapping fields)) {
          throw new IOException(file + " is not what was written there");
        }
        sets.put(
            new KeySource(text(fields, "issuer"), text(fields, "uri"), timeout(fields)),
            text(fields, "jwks"));
      }
    } catch (NoSuchFileException never) {
      return List.of();
    } catch (IOException | DateTimeParseException broken) {
      tell.accept("state: " + broken.getMessage() + "; tokens wait for keys that are fetched anew");
      sets.clear();
    }
    return sets.entrySet().stream()
        .<Change>map(each -> new Change.KeySet(each.getKey(), each.getValue()))
        .toList();
  }

  private String text(Value.Mapping fields, String name) throws IOException {
    if (fields.get(name) instanceof Value.Text text) {
      return text.value();
    }
    throw new IOException(file + " is not what was written there: " + name + " is missing");
  }

  private static @Nullable Duration timeout(Value.Mapping fields) {
    return fields.get("timeout") instanceof Value.Text text ? Duration.parse(text.value()) : null;
  }

  /// Keeps a set that was fetched; one that is kept already costs nothing.
  public synchronized void keep(Change.KeySet set) {
    if (set.jwks().equals(sets.get(set.source()))) {
      return;
    }
    sets.remove(set.source());
    sets.put(set.source(), set.jwks());
    while (sets.size() > MOST) {
      sets.remove(sets.keySet().iterator().next());
    }
    try {
      write();
    } catch (IOException failed) {
      tell.accept("state: " + file + " cannot be written: " + failed.getMessage());
    }
  }

  private void write() throws IOException {
    StringBuilder lines = new StringBuilder();
    sets.forEach(
        (source, jwks) -> {
          Map<String, Value> line = new LinkedHashMap<>();
          line.put("issuer", new Value.Text(0, source.issuer()));
          line.put("uri", new Value.Text(0, source.uri()));
          if (source.timeout() != null) {
            line.put("timeout", new Value.Text(0, source.timeout().toString()));
          }
          line.put("jwks", new Value.Text(0, jwks));
          lines.append(JsonWriter.compact(Value.Mapping.of(line))).append('\n');
        });
    WholeFile.write(file, lines);
  }
}
