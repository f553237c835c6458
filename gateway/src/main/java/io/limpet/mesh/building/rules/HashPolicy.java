package io.limpet.mesh.building.rules;

import io.limpet.mesh.Fix;
import io.limpet.mesh.HashKey;
import io.limpet.mesh.HashTable;
import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.SessionPolicy.Hashed;
import io.limpet.model.istio.DestinationRule;
import io.limpet.model.istio.LoadBalancer;
import io.limpet.model.istio.LoadBalancer.ConsistentHash;
import io.limpet.model.istio.LoadBalancer.HashAlgorithm;
import io.limpet.model.istio.TrafficPolicy;
import java.math.BigInteger;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Soft sessions: what `consistentHash` means for a cluster and for the routes to it.
public final class HashPolicy {
  /// Istio's explicit size where no algorithm is named.
  private static final long ISTIO_RING_SIZE = 1024;

  private static final long MAGLEV_SIZE = 65537;

  /// Envoy refuses larger tables and rings.
  private static final long MAXIMUM_MAGLEV_SIZE = 5_000_011;

  private static final long MAXIMUM_RING_SIZE = 8_388_608;

  private final MeshOptions options;

  public HashPolicy(MeshOptions options) {
    this.options = options;
  }

  /// The hash that a load balancer asks for, if any. Where nothing is hashed it is none, unless
  /// istiod's random ring is wanted.
  public Optional<Hashed> of(@Nullable LoadBalancer loadBalancer) {
    if (loadBalancer == null || !(loadBalancer.policy() instanceof ConsistentHash hash)) {
      return Optional.empty();
    }
    HashKey key = key(hash.key());
    if (options.has(Fix.REFUSED_VALUES) && meaningless(key)) {
      return Optional.empty();
    }
    return Optional.of(new Hashed(key, table(hash.algorithm())));
  }

  /// The hash for the requests of a route to one destination, later ones winning: the whole
  /// service, the port, the subset, the subset's port. A balancer without hash never takes an
  /// inherited one away (`HashForHTTPDestination` in Istio's `core/route/route.go`). `port` is 0
  /// for none.
  public Optional<Hashed> ofDestination(
      DestinationRules.@Nullable Rule rule, @Nullable String subset, int port) {
    if (rule == null) {
      return Optional.empty();
    }
    Optional<Hashed> hash = ofPolicy(rule.policy(), port);
    DestinationRule.Subset chosen = subset == null ? null : rule.subsets().get(subset);
    return chosen == null ? hash : ofPolicy(chosen.trafficPolicy(), port).or(() -> hash);
  }

  private Optional<Hashed> ofPolicy(@Nullable TrafficPolicy policy, int port) {
    if (policy == null) {
      return Optional.empty();
    }
    var ofPort = EffectivePolicy.portPolicy(policy, port);
    Optional<Hashed> whole = of(policy.loadBalancer());
    return port == 0 || ofPort == null ? whole : of(ofPort.loadBalancer()).or(() -> whole);
  }

  private static boolean meaningless(HashKey key) {
    return switch (key) {
      case HashKey.Nothing() -> true;
      case HashKey.SourceIp(boolean use) -> !use;
      case HashKey.Header(String name) -> name.isEmpty();
      case HashKey.Cookie cookie -> cookie.name().isEmpty();
      case HashKey.QueryParameter(String name) -> name.isEmpty();
    };
  }

  private HashKey key(LoadBalancer.HashKey key) {
    return switch (key) {
      case LoadBalancer.HashKey.None() -> new HashKey.Nothing();
      case LoadBalancer.HashKey.Header(String name) -> new HashKey.Header(name);
      case LoadBalancer.HashKey.SourceIp(boolean use) -> new HashKey.SourceIp(use);
      case LoadBalancer.HashKey.QueryParameter(String name) -> new HashKey.QueryParameter(name);
      case LoadBalancer.HashKey.Cookie cookie ->
          new HashKey.Cookie(
              cookie.name(),
              cookie.path(),
              cookie.ttl(),
              cookie.attributes().stream()
                  .filter(_ -> options.istioVersion().atLeast(28))
                  .map(each -> new HashKey.Attribute(each.name(), each.value()))
                  .toList());
    };
  }

  private HashTable table(HashAlgorithm algorithm) {
    boolean checked = options.has(Fix.REFUSED_VALUES);
    return switch (algorithm) {
      case HashAlgorithm.Unnamed(long size) when size == 0 ->
          options.has(Fix.HASH_DEFAULT)
              ? new HashTable.Maglev(MAGLEV_SIZE)
              : new HashTable.Ring(ISTIO_RING_SIZE);
      case HashAlgorithm.Unnamed(long size) -> ring(size, checked);
      case HashAlgorithm.RingHash(long size) -> ring(size, checked);
      case HashAlgorithm.Maglev(long size) ->
          new HashTable.Maglev(checked ? nearestMaglevSize(size) : size);
    };
  }

  private static HashTable ring(long size, boolean checked) {
    return new HashTable.Ring(checked ? Math.min(size, MAXIMUM_RING_SIZE) : size);
  }

  /// A size that Envoy takes: a prime that is not too large, or 0 for its default.
  static long nearestMaglevSize(long size) {
    if (size <= 0) {
      return 0;
    }
    for (long distance = 0; ; distance++) {
      long above = size + distance;
      if (above <= MAXIMUM_MAGLEV_SIZE && isPrime(above)) {
        return above;
      }
      long below = size - distance;
      if (below <= 2) {
        return 2;
      }
      if (below <= MAXIMUM_MAGLEV_SIZE && isPrime(below)) {
        return below;
      }
      if (below > MAXIMUM_MAGLEV_SIZE) {
        return MAXIMUM_MAGLEV_SIZE;
      }
    }
  }

  private static boolean isPrime(long number) {
    return BigInteger.valueOf(number).isProbablePrime(50);
  }
}
