package io.limpet.proxy.filter;

import io.limpet.metrics.Metrics;
import io.limpet.proxy.balance.Reason;
import io.limpet.proxy.balance.Token;
import java.util.EnumMap;
import java.util.concurrent.atomic.LongAdder;

/// How often each reason led to an endpoint, or to none: `limpet.session.decisions` by `reason`;
/// and how often a token was not followed: `limpet.token.rejected` by `why`.
///
/// `bad` cannot be read or is past its time, `foreign` can be read and names no address, `gone`
/// names an address that the cluster does not have: it was there once, or the token is forged.
final class Decisions {
  private final EnumMap<Reason, LongAdder> byReason = new EnumMap<>(Reason.class);
  private final LongAdder bad;
  private final LongAdder foreign;
  private final LongAdder gone;

  Decisions(Metrics metrics) {
    Metrics.Scope limpet = metrics.limpet();
    for (Reason reason : Reason.values()) {
      byReason.put(reason, limpet.counter("session.decisions", "reason", reason.word()));
    }
    bad = limpet.counter("token.rejected", "why", "bad");
    foreign = limpet.counter("token.rejected", "why", "foreign");
    gone = limpet.counter("token.rejected", "why", "gone");
  }

  /// A token is rejected once for a request, however many attempts there are.
  void count(Reason reason, Token token, boolean firstAttempt) {
    LongAdder counter = byReason.get(reason);
    if (counter != null) {
      counter.increment();
    }
    if (firstAttempt) {
      rejected(reason, token);
    }
  }

  private void rejected(Reason reason, Token token) {
    switch (reason) {
      case TOKEN_BAD -> (token instanceof Token.Names ? foreign : bad).increment();
      case POD_GONE, STRICT_REFUSED -> gone.increment();
      case HIT, NEW, HASHED, BALANCED, NONE, UNHEALTHY -> {}
    }
  }
}
