package io.limpet.proxy.plan.pools;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Turns by weight, for all event loops, without a lock: a turn takes an [Edf] that nobody uses,
/// and puts it back. There are as many of them as were ever wanted at once; Envoy has one for each
/// worker.
final class Schedule {
  private static final int MOST_KEPT = 16;

  private final int size;
  private final Edf.Weights weights;
  private final AtomicReferenceArray<@Nullable Edf> idle = new AtomicReferenceArray<>(MOST_KEPT);

  Schedule(int size, Edf.Weights weights) {
    this.size = size;
    this.weights = weights;
  }

  /// Who comes next, by number.
  int next(RandomGenerator random) {
    Edf edf = take(random);
    int next = edf.next();
    putBack(edf);
    return next;
  }

  private Edf take(RandomGenerator random) {
    for (int i = 0; i < MOST_KEPT; i++) {
      Edf edf = idle.getAndSet(i, null);
      if (edf != null) {
        return edf;
      }
    }
    return new Edf(size, weights, random.nextInt());
  }

  /// Dropped if all places are taken: there are more event loops than is usual.
  private void putBack(Edf edf) {
    for (int i = 0; i < MOST_KEPT; i++) {
      if (idle.compareAndSet(i, null, edf)) {
        return;
      }
    }
  }
}
