package io.limpet.proxy.http;

import io.limpet.proxy.plan.HttpChain;

/// The filters of one event loop.
public interface Filters {
  /// Those that every request meets first; the last of them knows its route.
  Filter[] first();

  /// Those of a chain for one request, the router last.
  Filter[] chain(Serving serving, HttpChain chain);
}
