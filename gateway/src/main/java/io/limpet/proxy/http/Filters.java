package io.limpet.proxy.http;

import io.limpet.proxy.plan.filter.HttpChain;

/// The filters of one event loop.
public interface Filters {
  /// Those that every request meets first; the last of them knows its route.
  Filter[] first();

  /// Chooses the route anew, after a filter learned what routes may ask for.
  void reroute(Exchange exchange);

  /// Those of a chain for one request, the router last.
  Filter[] chain(Serving serving, HttpChain chain);
}
