package io.limpet.proxy.plan;

import java.util.List;

/// The filters that a route's requests pass, in order, without those that are off there and without
/// the router, which is always last. Routes that say nothing of filters share one chain: a chain is
/// known by its identity.
public final class HttpChain {
  /// No filter but the router.
  public static final HttpChain EMPTY = new HttpChain(List.of());

  /// The chain of a route that does not know its listener: the listener's own.
  public static final HttpChain OF_LISTENER = new HttpChain(List.of());

  private final List<FilterPlan> filters;

  public HttpChain(List<FilterPlan> filters) {
    this.filters = List.copyOf(filters);
  }

  public List<FilterPlan> filters() {
    return filters;
  }

  /// What is said of sessions.
  public SessionPlan session() {
    for (FilterPlan filter : filters) {
      if (filter instanceof SessionPlan session) {
        return session;
      }
    }
    return SessionPlan.OFF;
  }

  @Override
  public String toString() {
    return filters.toString();
  }
}
