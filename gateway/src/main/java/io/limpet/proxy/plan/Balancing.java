package io.limpet.proxy.plan;

/// How an endpoint is chosen where no token names one (Envoy: `Cluster.LbPolicy`).
public sealed interface Balancing {

  /// The next in turn.
  record RoundRobin() implements Balancing {}

  /// Any, whatever its weight.
  record Random() implements Balancing {}

  /// The less busy of some. With `turn` the first of them is the next in turn; without, all are
  /// random, as Envoy's.
  record LeastRequest(int choices, boolean turn) implements Balancing {}

  /// By a hash ring or a Maglev table.
  record Hashed(HashTable table) implements Balancing {}
}
