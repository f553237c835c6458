package io.limpet.proxy.plan.pools;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a cluster's pools are made of its endpoints and their health at that moment. Takes time; not
/// for event loops.
public interface PoolsRecipe {
  Pools make(List<Endpoint> endpoints);

  /// What the policy looks at in a request.
  default Choosing choosing() {
    return Choosing.PLAIN;
  }

  /// `hash` takes the place of a route's hash policies, where there is one (Envoy:
  /// `consistent_hashing_lb_config.hash_policy`). `overrideHeaders` name endpoints that come before
  /// all balancing (Envoy: `override_host_sources`). `byHostName`: tables know endpoints by their
  /// host names (Envoy: `use_hostname_for_hashing`).
  record Choosing(@Nullable HashPolicies hash, List<String> overrideHeaders, boolean byHostName) {
    public static final Choosing PLAIN = new Choosing(null, List.of(), false);

    public Choosing {
      overrideHeaders = List.copyOf(overrideHeaders);
    }

    public Choosing with(List<String> headers) {
      return new Choosing(hash, headers, byHostName);
    }
  }
}
