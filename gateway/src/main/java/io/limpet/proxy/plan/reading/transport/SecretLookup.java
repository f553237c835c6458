package io.limpet.proxy.plan.reading.transport;

import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The secrets that there are, and which of them were asked for: when one of those changes, what
/// was made with it must be made anew. Configuration thread only.
public final class SecretLookup {
  private final Map<String, Secret> all;
  private final Map<String, @Nullable Secret> asked = new HashMap<>();

  public SecretLookup(Map<String, Secret> all) {
    this.all = all;
  }

  /// The secret of that name, or null where it is not there yet.
  @Nullable Secret find(String name) {
    @Nullable Secret found = all.get(name);
    asked.put(name, found);
    return found;
  }

  public boolean asks(String name) {
    return asked.containsKey(name);
  }

  /// Whether the same would be found there.
  @SuppressWarnings("ReferenceEquality") // unchanged messages are the same objects: Resources
  public boolean isSameIn(Map<String, Secret> others) {
    for (Map.Entry<String, @Nullable Secret> each : asked.entrySet()) {
      if (others.get(each.getKey()) != each.getValue()) {
        return false;
      }
    }
    return true;
  }
}
