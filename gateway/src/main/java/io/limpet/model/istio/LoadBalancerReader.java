package io.limpet.model.istio;

import io.limpet.model.fields.Fields;
import io.limpet.model.istio.LoadBalancer.ConsistentHash;
import io.limpet.model.istio.LoadBalancer.GradualWarmup;
import io.limpet.model.istio.LoadBalancer.HashKey;
import io.limpet.model.istio.LoadBalancer.PlainWarmup;
import io.limpet.model.istio.LoadBalancer.Policy;
import io.limpet.model.istio.LoadBalancer.Simple;
import io.limpet.model.istio.LoadBalancer.SimpleKind;
import io.limpet.model.istio.LoadBalancer.Warmup;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads how an endpoint is chosen. A wrong hash is never half kept: sessions would then stick to
/// something that nobody meant.
final class LoadBalancerReader {
  private static final Map<String, SimpleKind> KINDS =
      Fields.words(SimpleKind.values(), SimpleKind::name);

  private LoadBalancerReader() {}

  static LoadBalancer read(Fields balancer) {
    balancer.strict();
    balancer.oneOf("simple", "consistentHash", "backendUtilization");
    balancer.oneOf("localityLbSetting", "zoneAwareLbSetting");
    balancer.notCarriedOut("backendUtilization");
    Policy hash = balancer.part("consistentHash", ConsistentHashReader::read);
    if (hash instanceof ConsistentHash(HashKey.None(), _)) {
      balancer.warn(
          "consistentHash",
          "no-hash-key",
          "names nothing to hash, so requests go to random endpoints; write httpHeaderName,"
              + " httpCookie, useSourceIp or httpQueryParameterName");
    }
    Policy simple = new Simple(balancer.word("simple", KINDS, SimpleKind.UNSPECIFIED));
    return new LoadBalancer(
        hash == null ? simple : hash,
        balancer.block("localityLbSetting", LocalitySettingReader::read),
        balancer.block("zoneAwareLbSetting", LocalitySettingReader::zoneAware),
        warmup(balancer));
  }

  private static @Nullable Warmup warmup(Fields balancer) {
    Warmup gradual = balancer.block("warmup", LoadBalancerReader::gradual);
    Duration plain = balancer.duration("warmupDurationSecs");
    return gradual != null || plain == null ? gradual : new PlainWarmup(plain);
  }

  private static @Nullable Warmup gradual(Fields warmup) {
    Double least = warmup.fraction("minimumPercent", 0, 100);
    Double aggression = warmup.fraction("aggression", 0, Double.MAX_VALUE);
    Duration duration = warmup.duration("duration");
    if (aggression != null && aggression == 0) {
      warmup.refuse("aggression", "out-of-range", "is 0; write a number above it, such as 1.0");
    }
    if (duration == null && warmup.sound()) {
      warmup.refuse("duration", "missing-field", "is missing; write a duration such as 60s");
    }
    return duration == null ? null : new GradualWarmup(duration, least, aggression);
  }
}
