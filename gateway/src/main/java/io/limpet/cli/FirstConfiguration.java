package io.limpet.cli;

import io.limpet.proxy.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/// The configuration that a gateway starts with, for the thread that waits until its listeners are
/// open.
final class FirstConfiguration {
  private final HotRestart restart;
  private final CompletableFuture<Configuration> served = new CompletableFuture<>();

  FirstConfiguration(HotRestart restart) {
    this.restart = restart;
  }

  /// Opens its listeners. Configuration thread.
  void serve(Configuration first, Proxy proxy) {
    try {
      restart.start(proxy, first.plan());
      served.complete(first);
    } catch (StartException unavailable) {
      served.completeExceptionally(unavailable);
    }
  }

  /// Nothing is served, as the message says.
  void refuse(String message) {
    served.completeExceptionally(new StartException(message));
  }

  boolean isRefused() {
    return served.isCompletedExceptionally();
  }

  /// Whether it is served, or never will be.
  boolean decided() {
    return served.isDone();
  }

  /// Ends the start; false if it is over.
  boolean fail(RuntimeException ours) {
    return served.completeExceptionally(ours);
  }

  /// Until it is served; an exception says why it cannot be.
  void await() throws StartException {
    try {
      served.get();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof StartException why) {
        throw why;
      }
      throw new CompletionException(failed.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted while starting");
    }
  }
}
