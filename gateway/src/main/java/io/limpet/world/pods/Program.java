package io.limpet.world.pods;

import java.io.IOException;
import java.time.Duration;

/// One run of what a pod runs; a restart is another one. Used by the pod's thread, but for
/// [#behave] and [#close], which may come from any.
interface Program {
  /// Returns when it runs; it need not be ready.
  void start() throws IOException;

  /// Waits until it ends by itself, and says why.
  String awaitExit() throws InterruptedException;

  /// Brings it to its end, and returns when the pod may be called gone. `preStop` is what the pod
  /// wants to wait first; all of it takes no longer than `grace`.
  void drain(Duration preStop, Duration grace) throws InterruptedException;

  /// Whether it is ready as soon as it was started, where no probe is asked for.
  boolean readyAtOnce();

  void behave(Behaviour behaviour);

  /// Frees all it holds, at once.
  void close();
}
