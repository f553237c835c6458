package io.limpet.proxy.plan.filter;

import java.util.List;
import java.util.stream.IntStream;

/// The filters that a route's requests pass, in order, without those that are off there and without
/// the router, which is always last. Routes that say nothing of filters share one chain: a chain is
/// known by its identity.
public final class HttpChain {
  /// No filter but the router.
  public static final HttpChain EMPTY = new HttpChain(List.of());

  /// The chain of a route that does not know its listener: the listener's own.
  public static final HttpChain OF_LISTENER = new HttpChain(List.of());

  private final List<FilterPlan> filters;
  private final List<Integer> places;

  /// Filters that follow one another.
  public HttpChain(List<FilterPlan> filters) {
    this(filters, IntStream.range(0, filters.size()).boxed().toList());
  }

  /// `places` are those of the filters in the listener's own chain, which has all of them.
  public HttpChain(List<FilterPlan> filters, List<Integer> places) {
    this.filters = List.copyOf(filters);
    this.places = List.copyOf(places);
  }

  /// How many filters here stand before or at the place that the filter `index` has in `other`: a
  /// request whose route changes on its way goes on behind them.
  public int through(int index, HttpChain other) {
    int place = other.places.get(index);
    int through = 0;
    while (through < places.size() && places.get(through) <= place) {
      through++;
    }
    return through;
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
