package io.limpet.proxy;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/// The filter chains that no plan has any more, while they have connections. Any thread.
final class DrainingChains {
  private final Set<OpenChain> chains = ConcurrentHashMap.newKeySet();

  /// No connection of it gets another request; what is still open after `millis` is cut. Done when
  /// all are closed.
  CompletableFuture<Void> drain(OpenChain chain, long millis) {
    chains.add(chain);
    return chain.drain(millis).thenRun(() -> chains.remove(chain));
  }

  /// Ends all of them with the process.
  CompletableFuture<Void> end(long millis) {
    return CompletableFuture.allOf(
        chains.stream().map(each -> each.end(millis)).toArray(CompletableFuture<?>[]::new));
  }
}
