package io.limpet.proxy.discovery;

import io.limpet.proxy.discovery.DnsMessage.Answer;
import io.limpet.proxy.plan.DnsPlan.Refresh;
import java.util.List;
import java.util.random.RandomGenerator;

/// How long it is until a name is looked up again (strict_dns_cluster.cc, backoff_strategy.cc).
final class RefreshTimes {
  private final Refresh refresh;
  private final RandomGenerator random;
  private long failureMillis;

  RefreshTimes(Refresh refresh, RandomGenerator random) {
    this.refresh = refresh;
    this.random = random;
    this.failureMillis = refresh.failureMillis();
  }

  /// After an answer; the shortest time to live counts where it is to be respected, unless it is 0.
  long answered(List<Answer> records) {
    failureMillis = refresh.failureMillis();
    long ttl = records.stream().mapToLong(Answer::ttlSeconds).min().orElse(0);
    long base = refresh.ttl() && ttl > 0 ? ttl * 1000 : refresh.millis();
    return base + (refresh.jitterMillis() == 0 ? 0 : random.nextLong(refresh.jitterMillis()));
  }

  /// After a failure: any part of a time that doubles.
  long failed() {
    if (failureMillis == 0) {
      return refresh.millis();
    }
    long most = failureMillis;
    failureMillis = Math.min(failureMillis * 2, refresh.failureMaxMillis());
    return random.nextLong(most);
  }
}
