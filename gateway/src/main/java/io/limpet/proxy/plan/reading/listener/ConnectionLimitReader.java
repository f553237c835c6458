package io.limpet.proxy.plan.reading.listener;

import com.google.protobuf.Any;
import com.google.protobuf.util.Durations;
import io.envoyproxy.envoy.extensions.filters.network.connection_limit.v3.ConnectionLimit;
import io.limpet.proxy.plan.ConnectionLimitPlan;
import io.limpet.proxy.plan.reading.fields.Place;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/// The network filter `connection_limit`.
final class ConnectionLimitReader {
  private static final Set<String> KNOWN =
      Set.of("stat_prefix", "max_connections", "delay", "runtime_enabled");

  private ConnectionLimitReader() {}

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
