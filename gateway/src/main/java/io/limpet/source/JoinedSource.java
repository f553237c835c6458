package io.limpet.source;

import io.limpet.model.Change;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// Several sources as one, which has said all that was there when each of them has.
public final class JoinedSource implements Source {
  private final List<Source> sources;

  public JoinedSource(List<Source> sources) {
    this.sources = List.copyOf(sources);
  }

  @Override
  public void start(Consumer<Change> sink) {
    AtomicInteger missing = new AtomicInteger(sources.size());
    Consumer<Change> joined = change -> pass(change, missing, sink);
    sources.forEach(source -> source.start(joined));
  }

  private synchronized void pass(Change change, AtomicInteger missing, Consumer<Change> sink) {
    if (!(change instanceof Change.Synced) || missing.decrementAndGet() == 0) {
      sink.accept(change);
    }
  }

  @Override
  public void close() {
    sources.forEach(Source::close);
  }
}
