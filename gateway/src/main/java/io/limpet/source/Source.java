package io.limpet.source;

import io.limpet.model.Change;
import java.util.function.Consumer;

/// A place that configuration comes from. Closing it ends its threads.
public interface Source extends AutoCloseable {
  /// Says all that is there, then [Change.Synced], then each change as it comes. `sink` may block;
  /// it is called by one thread at a time.
  void start(Consumer<Change> sink);

  @Override
  void close();
}
