package io.limpet.proxy.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.Await;
import io.limpet.metrics.Metrics;
import io.limpet.proxy.tls.ClientContexts;
import io.limpet.proxy.tls.TlsContexts;
import io.limpet.proxy.tls.TlsEngine;
import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// When choices follow what was found of a cluster's endpoints.
final class MergedChangesTest {
  private static final int WINDOW_MILLIS = 100;

  private final HandClock clock = new HandClock();
  private final AtomicInteger followed = new AtomicInteger();

  /// Envoy merges for each priority of the cluster.
  @Test
  void theFirstOfAClusterIsFollowedAtOnceAndThoseInItsWindowTogether() {
    try (HealthThread thread = thread(clock)) {
      MergedChanges changes = new MergedChanges(thread, WINDOW_MILLIS, followed::incrementAndGet);
      changes.happened();
      assertThat(followed).hasValue(1);
      changes.happened();
      changes.happened();
      Await.until("the others are followed", () -> followed.get() > 1);
      assertThat(followed).hasValue(2);
      clock.pass(WINDOW_MILLIS + 1);
      changes.happened();
      assertThat(followed).hasValue(3);
    }
  }

  @Test
  void withoutAWindowEachIsFollowedAtOnce() {
    try (HealthThread thread = thread(clock)) {
      MergedChanges changes = new MergedChanges(thread, 0, followed::incrementAndGet);
      changes.happened();
      changes.happened();
      assertThat(followed).hasValue(2);
    }
  }

  private static HealthThread thread(HandClock clock) {
    ClientContexts none =
        new ClientContexts(new TlsContexts(() -> TlsEngine.JDK, InstantSource.system()));
    return new HealthThread(new Metrics(), new SplittableRandom(1), clock, none);
  }
}
