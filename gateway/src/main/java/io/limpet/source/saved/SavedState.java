package io.limpet.source.saved;

import io.limpet.model.Change;
import io.limpet.model.reading.Manifest;
import io.limpet.model.reading.Reading;
import io.limpet.model.tree.Document;
import io.limpet.model.tree.JsonReader;
import io.limpet.model.tree.JsonWriter;
import io.limpet.model.tree.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Resources in a file, one to a line, each with where it came from. There are Secrets among them.
public final class SavedState {
  private static final String NAME = "control-resources";

  private final Path file;

  public SavedState(Path folder) {
    this.file = folder.resolve(NAME);
  }

  Path file() {
    return file;
  }

  void write(List<Change.Put> resources) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (Change.Put put : resources) {
      Map<String, Value> line = new LinkedHashMap<>();
      line.put("source", new Value.Text(0, put.resource().origin().source()));
      line.put("namespace", new Value.Text(0, put.resource().metadata().namespace()));
      line.put("document", put.document());
      lines.append(JsonWriter.compact(Value.Mapping.of(line))).append('\n');
    }
    WholeFile.write(file, lines);
  }

  /// Nothing where nothing was ever written.
  List<Change.Put> read() throws IOException {
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException never) {
      return List.of();
    }
    List<Change.Put> resources = new ArrayList<>();
    for (Document line : JsonReader.readAll(text)) {
      if (!(line.root() instanceof Value.Mapping fields)
          || !(fields.get("source") instanceof Value.Text(_, String source))
          || !(fields.get("namespace") instanceof Value.Text(_, String namespace))
          || !(fields.get("document") instanceof Value.Mapping document)) {
        throw new IOException(file + " is not what was written there");
      }
      Manifest manifest = Manifest.read(JsonWriter.compact(document), source, namespace);
      for (Reading reading : manifest.readings()) {
        if (reading instanceof Reading.Read(var resource, var whole, _)) {
          resources.add(new Change.Put(resource, whole));
        }
      }
    }
    return resources;
  }
}
