package io.limpet.proxy.plan.reading.pools;

import io.envoyproxy.envoy.extensions.load_balancing_policies.subset.v3.Subset;
import io.envoyproxy.envoy.extensions.load_balancing_policies.subset.v3.Subset.LbSubsetMetadataFallbackPolicy;
import io.envoyproxy.envoy.extensions.load_balancing_policies.subset.v3.Subset.LbSubsetSelector;
import io.limpet.proxy.plan.pools.SubsetPolicy;
import io.limpet.proxy.plan.pools.SubsetPolicy.Fallback;
import io.limpet.proxy.plan.pools.SubsetPolicy.Selector;
import io.limpet.proxy.plan.reading.fields.HeadText;
import io.limpet.proxy.plan.reading.fields.MetadataReader;
import io.limpet.proxy.plan.reading.fields.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Subsets by metadata.
final class SubsetReader {
  private static final Set<String> KNOWN =
      Set.of(
          "fallback_policy",
          "default_subset",
          "subset_selectors",
          "allow_redundant_keys",
          "locality_weight_aware",
          "scale_locality_weight",
          "panic_mode_any",
          "list_as_any",
          "metadata_fallback_policy",
          "subset_lb_policy");

  private SubsetReader() {}

  /// `inside` is the policy within each subset.
  static SubsetPolicy read(Subset message, ConfiguredPolicy inside, Place at) {
    at.onlyKnows(message, KNOWN);
    if (message.getLocalityWeightAware() && !inside.byLocality()) {
      throw at.at("locality_weight_aware")
          .refused("needs a locality_weighted_lb_config in the policy");
    }
    List<Selector> selectors = new ArrayList<>();
    for (int i = 0; i < message.getSubsetSelectorsCount(); i++) {
      selectors.add(selector(message.getSubsetSelectors(i), at.at("subset_selectors", i)));
    }
    return new SubsetPolicy(
        switch (message.getFallbackPolicy()) {
          case NO_FALLBACK -> Fallback.NOBODY;
          case ANY_ENDPOINT -> Fallback.ANY_ENDPOINT;
          case DEFAULT_SUBSET -> Fallback.DEFAULT_SUBSET;
          case UNRECOGNIZED -> throw at.at("fallback_policy").refused("is not known");
        },
        MetadataReader.fields(message.getDefaultSubset()),
        selectors,
        message.getAllowRedundantKeys(),
        message.getLocalityWeightAware(),
        message.getScaleLocalityWeight(),
        message.getPanicModeAny(),
        message.getListAsAny(),
        message.getMetadataFallbackPolicy() == LbSubsetMetadataFallbackPolicy.FALLBACK_LIST);
  }

  private static Selector selector(LbSubsetSelector message, Place at) {
    at.onlyKnows(
        message,
        Set.of("keys", "single_host_per_subset", "fallback_policy", "fallback_keys_subset"));
    TreeSet<String> keys = new TreeSet<>(names(message.getKeysList()));
    Set<String> fallbackKeys = names(message.getFallbackKeysSubsetList());
    Fallback fallback =
        switch (message.getFallbackPolicy()) {
          case NOT_DEFINED -> Fallback.UNSAID;
          case NO_FALLBACK -> Fallback.NOBODY;
          case ANY_ENDPOINT -> Fallback.ANY_ENDPOINT;
          case DEFAULT_SUBSET -> Fallback.DEFAULT_SUBSET;
          case KEYS_SUBSET -> Fallback.KEYS_SUBSET;
          case UNRECOGNIZED -> throw at.at("fallback_policy").refused("is not known");
        };
    checkFallbackKeys(fallback, keys, fallbackKeys, at.at("fallback_keys_subset"));
    return new Selector(keys, fallback, fallbackKeys, message.getSingleHostPerSubset());
  }

  private static Set<String> names(List<String> texts) {
    return texts.stream().map(HeadText::bytes).collect(Collectors.toUnmodifiableSet());
  }

  private static void checkFallbackKeys(
      Fallback fallback, Set<String> keys, Set<String> fallbackKeys, Place at) {
    if (fallback != Fallback.KEYS_SUBSET) {
      if (!fallbackKeys.isEmpty()) {
        throw at.refused("is only for the fallback_policy KEYS_SUBSET");
      }
    } else if (fallbackKeys.isEmpty()
        || !keys.containsAll(fallbackKeys)
        || keys.size() == fallbackKeys.size()) {
      throw at.refused("must have some of the selector's keys, and not all of them");
    }
  }
}
