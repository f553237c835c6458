package io.limpet.model.istio;

import io.limpet.model.OrderedMap;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How an endpoint is chosen.
public record LoadBalancer(
    Policy policy,
    @Nullable LocalitySetting locality,
    @Nullable ZoneAwareSetting zoneAware,
    @Nullable Warmup warmup) {

  public sealed interface Policy {}

  /// No hash.
  public record Simple(SimpleKind kind) implements Policy {}

  /// UNSPECIFIED also where neither `simple` nor `consistentHash` is written.
  public enum SimpleKind {
    UNSPECIFIED,
    LEAST_CONN,
    RANDOM,
    PASSTHROUGH,
    ROUND_ROBIN,
    LEAST_REQUEST
  }

  /// Soft stickiness: the endpoint is a function of something in the request.
  public record ConsistentHash(HashKey key, HashAlgorithm algorithm) implements Policy {}

  public sealed interface HashKey {
    /// None is written; Istio accepts that, and the choice is then random.
    record None() implements HashKey {}

    record Header(String name) implements HashKey {}

    /// The gateway makes the cookie only where a `ttl` is written, also for one of 0 s.
    record Cookie(
        String name, String path, @Nullable Duration ttl, List<CookieAttribute> attributes)
        implements HashKey {
      public Cookie {
        attributes = List.copyOf(attributes);
      }
    }

    /// `use` is false only where someone wrote so.
    record SourceIp(boolean use) implements HashKey {}

    record QueryParameter(String name) implements HashKey {}
  }

  public record CookieAttribute(String name, String value) {}

  public sealed interface HashAlgorithm {
    /// Neither is named. `minimumRingSize` is the deprecated field of `consistentHash` itself, 0
    /// where not written.
    record Unnamed(long minimumRingSize) implements HashAlgorithm {}

    /// `minimumRingSize` is 0 where not written.
    record RingHash(long minimumRingSize) implements HashAlgorithm {}

    /// `tableSize` is 0 where not written.
    record Maglev(long tableSize) implements HashAlgorithm {}
  }

  /// Preference for near endpoints. `enabled` is null where not written, which means true.
  public record LocalitySetting(
      @Nullable Boolean enabled,
      List<Distribute> distribute,
      List<Failover> failover,
      List<String> failoverPriority) {
    public LocalitySetting {
      distribute = List.copyOf(distribute);
      failover = List.copyOf(failover);
      failoverPriority = List.copyOf(failoverPriority);
    }
  }

  /// Envoy's own preference for the gateway's zone, among the endpoints of its region. `enabled` is
  /// null where not written, which means true; `minClusterSize` is 0 then.
  public record ZoneAwareSetting(
      @Nullable Boolean enabled,
      List<Failover> failover,
      List<String> failoverPriority,
      int minClusterSize) {
    public ZoneAwareSetting {
      failover = List.copyOf(failover);
      failoverPriority = List.copyOf(failoverPriority);
    }
  }

  /// Localities are written `region/zone/subzone`, with `*` for the rest; weights are percents.
  public record Distribute(String from, Map<String, Integer> to) {
    public Distribute {
      to = OrderedMap.copyOf(to);
    }
  }

  /// From one region to another.
  public record Failover(String from, String to) {}

  /// New endpoints get their share slowly.
  public sealed interface Warmup {
    Duration duration();
  }

  /// What is null was not written.
  public record GradualWarmup(
      Duration duration, @Nullable Double minimumPercent, @Nullable Double aggression)
      implements Warmup {}

  /// The deprecated `warmupDurationSecs`.
  public record PlainWarmup(Duration duration) implements Warmup {}
}
