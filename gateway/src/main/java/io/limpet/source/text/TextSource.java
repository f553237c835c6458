package io.limpet.source.text;

import io.limpet.model.Change;
import io.limpet.model.reading.Manifest;
import io.limpet.model.reading.Reading;
import io.limpet.source.Source;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Says what one text has, and never anything else.
public final class TextSource implements Source {
  private final String name;
  private final String text;
  private final String namespace;

  /// `name` stands for the text in problems; `namespace` is that of resources that name none.
  public TextSource(String name, String text, String namespace) {
    this.name = name;
    this.text = text;
    this.namespace = namespace;
  }

  @Override
  public void start(Consumer<Change> sink) {
    Manifest manifest = Manifest.read(text, name, namespace);
    sink.accept(new Change.Problems(name, manifest.problems()));
    for (Reading reading : manifest.readings()) {
      Reading.Read read = served(reading);
      if (read != null) {
        sink.accept(new Change.Put(read.resource(), read.document()));
      }
    }
    sink.accept(new Change.Synced());
  }

  private static Reading.@Nullable Read served(Reading reading) {
    return switch (reading) {
      case Reading.Read read -> read;
      case Reading.Broken broken -> broken.instead();
      case Reading.Unknown _ -> null;
    };
  }

  @Override
  public void close() {}
}
