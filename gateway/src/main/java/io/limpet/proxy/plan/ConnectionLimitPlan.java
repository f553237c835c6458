package io.limpet.proxy.plan;

import com.google.protobuf.Any;
import com.google.protobuf.util.Durations;
import io.envoyproxy.envoy.extensions.filters.network.connection_limit.v3.ConnectionLimit;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/// A network filter `connection_limit`: so many connections of its chain may be open; what comes
/// beyond is closed after `delayMillis` (connection_limit.proto). `open` counts those of all event
/// loops.
public record ConnectionLimitPlan(String statPrefix, long most, long delayMillis, AtomicLong open) {
  private static final Set<String> KNOWN =
      Set.of("stat_prefix", "max_connections", "delay", "runtime_enabled");

  static ConnectionLimitPlan read(Any config, Place at) {
    ConnectionLimit message = at.unpack(config, ConnectionLimit.class);
    at.onlyKnows(message, KNOWN);
    long most = message.getMaxConnections().getValue();
    if (most < 1) {
      throw at.at("max_connections").refused("must be at least 1");
    }
    boolean enabled =
        !message.hasRuntimeEnabled() || at.runtime().flag(message.getRuntimeEnabled());
    return new ConnectionLimitPlan(
        message.getStatPrefix(),
        enabled ? most : Long.MAX_VALUE,
        Durations.toMillis(message.getDelay()),
        new AtomicLong());
  }
}
