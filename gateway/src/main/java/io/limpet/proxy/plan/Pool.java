package io.limpet.proxy.plan;

import java.util.List;

/// Endpoints among which one choice is made.
///
/// `rota` has each endpoint as often as its weight is due, in the order in which they take turns;
/// with equal weights it is `endpoints` itself.
public record Pool(List<Endpoint> endpoints, List<Endpoint> rota, Balancing balancing) {
  public Pool {
    endpoints = List.copyOf(endpoints);
    rota = List.copyOf(rota);
  }
}
