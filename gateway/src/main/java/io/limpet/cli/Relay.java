package io.limpet.cli;

import io.limpet.model.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Until the listeners are open, changes go to the configuration thread; then all of them, and
/// those that come later, to the world, which passes them on. So no pod takes the port of a
/// listener.
final class Relay implements Consumer<Change> {
  private final Consumer<Change> before;
  private final Consumer<Change> after;
  private final List<Change> kept = new ArrayList<>(); // guarded by this
  private boolean open; // guarded by this

  Relay(Consumer<Change> before, Consumer<Change> after) {
    this.before = before;
    this.after = after;
  }

  @Override
  public synchronized void accept(Change change) {
    if (open) {
      after.accept(change);
    } else {
      kept.add(change);
      before.accept(change);
    }
  }

  synchronized void open() {
    kept.forEach(after);
    kept.clear();
    open = true;
  }
}
