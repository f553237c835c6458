package io.limpet.xds.patch;

import com.google.protobuf.Any;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.listener.v3.ListenerFilter;
import io.limpet.model.istio.EnvoyFilter.ApplyTo;
import io.limpet.model.istio.EnvoyFilter.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Patches of listeners and what is in them, from the outside in (`patchListener` in Istio's
/// `core/envoyfilter/listener_patch.go`). What a patch adds is not patched itself, but for filters.
final class ListenerPatches {
  private final PatchSet patches;
  private final FilterChainPatches chains;

  ListenerPatches(PatchSet patches) {
    this.patches = patches;
    this.chains = new FilterChainPatches(patches);
  }

  boolean isAny() {
    return patches.any(
        ApplyTo.LISTENER,
        ApplyTo.LISTENER_FILTER,
        ApplyTo.FILTER_CHAIN,
        ApplyTo.NETWORK_FILTER,
        ApplyTo.HTTP_FILTER);
  }

  /// Whole listeners that patches add.
  List<Listener> added(Matched matched) {
    List<Listener> added = new ArrayList<>();
    for (ReadPatch patch : patches.of(ApplyTo.LISTENER)) {
      if (patch.operation() == Operation.ADD) {
        Listener listener = patch.value(Listener.class);
        matched.addIf(!listener.getName().isEmpty(), patch);
        added.add(listener);
      }
    }
    return added.stream().filter(each -> !each.getName().isEmpty()).toList();
  }

  /// The listener as patched, or null where it is removed.
  @Nullable Listener patched(Listener listener, Matched matched) {
    Listener merged = listener;
    for (ReadPatch patch : patches.of(ApplyTo.LISTENER)) {
      if (!ListenerMatching.listener(patch, merged)) {
        continue;
      }
      if (patch.operation() == Operation.REMOVE) {
        matched.add(patch);
        return null;
      }
      if (patch.merges()) {
        matched.add(patch);
        merged = patch.merge().merge(merged, patch.value(Listener.class));
      }
    }
    Listener.Builder builder = merged.toBuilder();
    listenerFilters(builder, matched);
    filterChains(builder, matched);
    return builder.build();
  }

  private void listenerFilters(Listener.Builder listener, Matched matched) {
    if (!patches.any(ApplyTo.LISTENER_FILTER)) {
      return;
    }
    List<ListenerFilter> filters = new ArrayList<>(listener.getListenerFiltersList());
    for (ReadPatch patch : patches.of(ApplyTo.LISTENER_FILTER)) {
      if (ListenerMatching.listener(patch, listener)) {
        matched.addIf(apply(filters, patch), patch);
      }
    }
    listener.clearListenerFilters().addAllListenerFilters(filters);
  }

  private static boolean apply(List<ListenerFilter> filters, ReadPatch patch) {
    String named = ListenerMatching.listenerFilter(patch);
    if (!patch.merges()) {
      return Splice.apply(
          filters,
          patch.operation(),
          named == null ? null : each -> each.getName().equals(named),
          () -> patch.value(ListenerFilter.class));
    }
    Matched merged = new Matched();
    filters.replaceAll(each -> merged(each, named, patch, merged));
    return merged.contains(patch);
  }

  /// Its name stays: istiod reads the patch's and forgets it.
  private static ListenerFilter merged(
      ListenerFilter filter, @Nullable String named, ReadPatch patch, Matched matched) {
    if (!filter.getName().equals(named) || !filter.hasTypedConfig()) {
      return filter;
    }
    Any over = patch.value(ListenerFilter.class).getTypedConfig();
    Optional<Any> merged = patch.mergeInside().merge(filter.getTypedConfig(), over);
    matched.addIf(merged.isPresent(), patch);
    return merged.map(each -> filter.toBuilder().setTypedConfig(each).build()).orElse(filter);
  }

  private void filterChains(Listener.Builder listener, Matched matched) {
    if (!chains.isAny()) {
      return;
    }
    List<FilterChain> kept = new ArrayList<>();
    for (FilterChain chain : listener.getFilterChainsList()) {
      if (chain.getFiltersCount() > 0) {
        chains.patched(listener, chain, matched).ifPresent(kept::add);
      }
    }
    if (listener.hasDefaultFilterChain()
        && listener.getDefaultFilterChain().getFiltersCount() > 0) {
      Optional<FilterChain> patched =
          chains.patched(listener, listener.getDefaultFilterChain(), matched);
      patched.ifPresentOrElse(listener::setDefaultFilterChain, listener::clearDefaultFilterChain);
    }
    for (ReadPatch patch : patches.of(ApplyTo.FILTER_CHAIN)) {
      if (patch.operation() == Operation.ADD && ListenerMatching.listener(patch, listener)) {
        FilterChain added = patch.value(FilterChain.class);
        matched.addIf(added.getFiltersCount() > 0 && kept.add(added), patch);
      }
    }
    listener.clearFilterChains().addAllFilterChains(kept);
  }
}
