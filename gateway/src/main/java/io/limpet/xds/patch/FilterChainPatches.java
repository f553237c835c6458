package io.limpet.xds.patch;

import com.google.protobuf.Any;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.ListenerOrBuilder;
import io.limpet.model.istio.EnvoyFilter.ApplyTo;
import io.limpet.model.istio.EnvoyFilter.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Patches of a listener's chains and of the network filters in them (`patchFilterChain` and
/// `patchNetworkFilters` in Istio's `core/envoyfilter/listener_patch.go`).
final class FilterChainPatches {
  private final PatchSet patches;
  private final HttpFilterPatches http;

  FilterChainPatches(PatchSet patches) {
    this.patches = patches;
    this.http = new HttpFilterPatches();
  }

  boolean isAny() {
    return patches.any(ApplyTo.FILTER_CHAIN, ApplyTo.NETWORK_FILTER, ApplyTo.HTTP_FILTER);
  }

  /// The chain as patched, or nothing where it is removed.
  Optional<FilterChain> patched(ListenerOrBuilder listener, FilterChain chain, Matched matched) {
    FilterChain merged = chain;
    for (ReadPatch patch : patches.of(ApplyTo.FILTER_CHAIN)) {
      if (!isFor(patch, listener, merged)) {
        continue;
      }
      if (patch.operation() == Operation.REMOVE) {
        matched.add(patch);
        return Optional.empty();
      }
      if (patch.merges()) {
        matched.add(patch);
        merged = merged(merged, patch);
      }
    }
    List<Filter> filters = filters(listener, merged, matched);
    return Optional.of(merged.toBuilder().clearFilters().addAllFilters(filters).build());
  }

  private static boolean isFor(ReadPatch patch, ListenerOrBuilder listener, FilterChain chain) {
    return ListenerMatching.listener(patch, listener) && ListenerMatching.chain(patch, chain);
  }

  /// A transport socket of the same name is merged deeply, and then nothing else of the patch
  /// counts.
  private static FilterChain merged(FilterChain chain, ReadPatch patch) {
    FilterChain over = patch.value(FilterChain.class);
    TransportSocket socket = over.getTransportSocket();
    if (!over.hasTransportSocket()
        || !chain.hasTransportSocket()
        || !socket.getName().equals(chain.getTransportSocket().getName())) {
      return patch.merge().merge(chain, over);
    }
    Optional<Any> deep =
        patch
            .mergeInside()
            .merge(chain.getTransportSocket().getTypedConfig(), socket.getTypedConfig());
    FilterChain.Builder builder = chain.toBuilder();
    deep.ifPresent(builder.getTransportSocketBuilder()::setTypedConfig);
    return builder.build();
  }

  private List<Filter> filters(ListenerOrBuilder listener, FilterChain chain, Matched matched) {
    List<Filter> filters = new ArrayList<>(chain.getFiltersList());
    List<ReadPatch> own =
        patches.of(ApplyTo.NETWORK_FILTER).stream()
            .filter(patch -> isFor(patch, listener, chain))
            .toList();
    for (ReadPatch patch : own) {
      String named = ListenerMatching.filter(patch);
      boolean applied =
          Splice.apply(
              filters,
              patch.operation(),
              named == null ? null : filter -> filter.getName().equals(named),
              () -> patch.value(Filter.class));
      matched.addIf(applied, patch);
    }
    List<ReadPatch> inside =
        patches.of(ApplyTo.HTTP_FILTER).stream()
            .filter(patch -> isFor(patch, listener, chain))
            .toList();
    filters.replaceAll(filter -> http.patched(merged(filter, own, matched), inside, matched));
    return filters;
  }

  private static Filter merged(Filter filter, List<ReadPatch> own, Matched matched) {
    Filter merged = filter;
    for (ReadPatch patch : own) {
      String named = ListenerMatching.filter(patch);
      if (!patch.merges()
          || !merged.hasTypedConfig()
          || (named != null && !named.equals(merged.getName()))) {
        continue;
      }
      Filter over = patch.value(Filter.class);
      TypedFilter result =
          new TypedFilter(merged.getName(), merged.getTypedConfig())
              .merged(over.getName(), over.getTypedConfig(), patch, matched);
      merged =
          merged.toBuilder().setName(result.name()).setTypedConfig(result.configuration()).build();
    }
    return merged;
  }
}
