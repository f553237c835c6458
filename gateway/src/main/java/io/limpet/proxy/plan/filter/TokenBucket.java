package io.limpet.proxy.plan.filter;

import java.util.concurrent.atomic.AtomicLong;

/// A token bucket without a lock or a timer (Envoy: token_bucket_impl.cc, AtomicTokenBucket): all
/// that is kept is the time at which it was empty, and what came in since is reckoned when somebody
/// takes.
public final class TokenBucket {
  private static final double NANOS_PER_SECOND = 1e9;

  private final double maxTokens;
  private final double tokensPerSecond;
  private final AtomicLong emptySince = new AtomicLong(Double.doubleToRawLongBits(-1e300));

  /// Full at first.
  public TokenBucket(long maxTokens, double tokensPerSecond) {
    this.maxTokens = maxTokens;
    this.tokensPerSecond = tokensPerSecond;
  }

  /// Another of the same kind.
  public TokenBucket fresh() {
    return new TokenBucket((long) maxTokens, tokensPerSecond);
  }

  /// Takes one, if there is one.
  public boolean take(long nanoTime) {
    double now = nanoTime / NANOS_PER_SECOND;
    while (true) {
      long before = emptySince.get();
      double tokens = tokens(before, now);
      if (tokens < 1) {
        return false;
      }
      double after = now - (tokens - 1) / tokensPerSecond;
      if (emptySince.compareAndSet(before, Double.doubleToRawLongBits(after))) {
        return true;
      }
    }
  }

  private double tokens(long since, double now) {
    return Math.min(maxTokens, (now - Double.longBitsToDouble(since)) * tokensPerSecond);
  }

  public long maxTokens() {
    return (long) maxTokens;
  }

  /// The whole tokens that are left.
  public long remaining(long nanoTime) {
    return (long) tokens(emptySince.get(), nanoTime / NANOS_PER_SECOND);
  }

  /// The seconds until there is a whole token, rounded up; 0 where there is one.
  public long secondsToNext(long nanoTime) {
    double tokens = tokens(emptySince.get(), nanoTime / NANOS_PER_SECOND);
    return tokens >= 1 ? 0 : (long) Math.ceil((1 - tokens) / tokensPerSecond);
  }
}
