package io.limpet.proxy.plan.pools;

import io.limpet.jwt.Json;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;

/// Subsets of a cluster's endpoints by their metadata, as configured (Envoy: `lb_subset_config`).
public record SubsetPolicy(
    Fallback fallback,
    Json.Fields defaultSubset,
    List<Selector> selectors,
    boolean redundantKeys,
    boolean localityWeights,
    boolean scaledLocalityWeights,
    boolean panicModeAny,
    boolean listAsAny,
    boolean fallbackList) {
  public SubsetPolicy {
    selectors = List.copyOf(selectors);
  }

  /// What is used where no subset is found.
  public enum Fallback {
    /// A selector does not say; the cluster does.
    UNSAID,
    NOBODY,
    ANY_ENDPOINT,
    DEFAULT_SUBSET,
    /// The subset of fewer of the keys.
    KEYS_SUBSET
  }

  /// There is a subset for each combination of values that endpoints have for the keys.
  public record Selector(
      SortedSet<String> keys, Fallback fallback, Set<String> fallbackKeys, boolean singleHost) {}

  boolean uses(Fallback wanted) {
    return fallback == wanted
        || selectors.stream().anyMatch(selector -> selector.fallback() == wanted);
  }
}
