package io.limpet.cli;

import java.util.concurrent.CompletableFuture;

/// What carries traffic, and so takes leave of its clients before it ends.
interface Served extends Foreground.Running {
  /// Says that it is no longer ready, tells clients to come anew and gives them time to; it goes on
  /// accepting meanwhile. `soon`: no load balancer needs to see it first.
  void drain(boolean soon);

  /// Done when another process has taken this one's place, and nothing is left to do here.
  CompletableFuture<Void> over();

  /// The process ends at once: what would outlive it is ended too.
  void cut();
}
