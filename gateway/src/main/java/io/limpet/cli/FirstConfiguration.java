package io.limpet.cli;

import io.limpet.proxy.ListenersUnavailableException;
import io.limpet.proxy.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/// The configuration that a gateway starts with, for the thread that waits until its listeners are
/// open.
final class FirstConfiguration {
  private final CompletableFuture<Configuration> served = new CompletableFuture<>();

  /// Opens its listeners. Configuration thread.
  void serve(Configuration first, Proxy proxy) {
    try {
      proxy.start(first.plan());
      served.complete(first);
    } catch (ListenersUnavailableException unavailable) {
      served.completeExceptionally(new StartException(String.valueOf(unavailable.getMessage())));
    }
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
