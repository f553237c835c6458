package io.limpet.xds.server;

/// How long one stream waits for what is new. What it is told when it joins is no news. The mailbox
/// only, but for [#joins].
final class Timing {
  private static final long FIRST = 1; // the number of a kind's first state

  private final Watcher watcher;
  private volatile long joined = FIRST; // the number of a state; set once
  private long begun;
  private long said;

  Timing(Watcher watcher) {
    this.watcher = watcher;
  }

  void joins(State state) {
    joined = Math.max(FIRST, state.number());
  }

  /// It is its turn to be told.
  void begins(State state) {
    if (state.number() > Math.max(begun, joined)) {
      begun = state.number();
      watcher.queued(System.nanoTime() - state.moments().told());
    }
  }

  /// All of it has been said.
  void said(State state) {
    if (state.number() > Math.max(said, joined)) {
      said = state.number();
      watcher.converged(System.nanoTime() - state.moments().changed());
    }
  }
}
