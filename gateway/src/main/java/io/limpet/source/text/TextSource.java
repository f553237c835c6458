package io.limpet.source.text;

import io.limpet.model.Change;
import io.limpet.model.reading.Manifest;
import io.limpet.model.reading.Reading;
import io.limpet.source.Source;
import java.util.function.Consumer;

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
      if (reading instanceof Reading.Read(var resource, var document, _)) {
        sink.accept(new Change.Put(resource, document));
      }
    }
    sink.accept(new Change.Synced());
  }

  @Override
  public void close() {}
}
