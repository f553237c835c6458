package io.limpet.proxy.plan.filter;

import io.limpet.proxy.head.RequestHead;
import io.limpet.proxy.plan.match.HeaderTest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/// The `health_check` filter: requests that ask how the gateway itself does. They are answered
/// here, or with `passThrough` by an endpoint, whose answer may be told again for `cacheMillis`.
///
/// `minHealthy` has the clusters that must have so many percent of their endpoints healthy.
public record HealthFilterPlan(
    List<HeaderTest> headers,
    boolean passThrough,
    long cacheMillis,
    Map<String, Double> minHealthy,
    AtomicReference<Cached> cached)
    implements FilterPlan {
  public HealthFilterPlan {
    headers = List.copyOf(headers);
    minHealthy = Map.copyOf(minHealthy);
  }

  /// An endpoint's answer, and the period of time that it was given in: the cache is emptied at the
  /// end of each.
  public record Cached(int status, boolean degraded, long period) {
    public static final Cached NOTHING = new Cached(0, false, Long.MIN_VALUE);
  }

  /// Whether the request is such a question.
  public boolean covers(RequestHead head) {
    for (int i = 0; i < headers.size(); i++) {
      if (!headers.get(i).test(head)) {
        return false;
      }
    }
    return true;
  }
}
