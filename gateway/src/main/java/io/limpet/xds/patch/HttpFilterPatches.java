package io.limpet.xds.patch;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import java.util.List;

/// Patches of HTTP filters (`patchHTTPFilters` in Istio's `core/envoyfilter/listener_patch.go`):
/// first all that come and go, then what is merged.
final class HttpFilterPatches {
  static final String MANAGER = "envoy.filters.network.http_connection_manager";

  /// `patches` of HTTP filters that are for the chain.
  Filter patched(Filter filter, List<ReadPatch> patches, Matched matched) {
    if (patches.isEmpty()
        || !filter.getName().equals(MANAGER)
        || !filter.getTypedConfig().is(HttpConnectionManager.class)) {
      return filter;
    }
    try {
      HttpConnectionManager manager = filter.getTypedConfig().unpack(HttpConnectionManager.class);
      HttpConnectionManager patched =
          manager.toBuilder()
              .clearHttpFilters()
              .addAllHttpFilters(filters(manager.getHttpFiltersList(), patches, matched))
              .build();
      return patched.equals(manager)
          ? filter
          : filter.toBuilder().setTypedConfig(Any.pack(patched)).build();
    } catch (InvalidProtocolBufferException unreadable) {
      throw new IllegalStateException("an HTTP connection manager is none", unreadable);
    }
  }

  private static List<HttpFilter> filters(
      List<HttpFilter> written, List<ReadPatch> patches, Matched matched) {
    List<ReadPatch> own = patches.stream().filter(HttpFilterPatches::isOfManager).toList();
    List<HttpFilter> filters = IstioFilters.with(written);
    for (ReadPatch patch : own) {
      String named = ListenerMatching.subFilter(patch);
      boolean applied =
          Splice.apply(
              filters,
              patch.operation(),
              named == null ? null : filter -> filter.getName().equals(named),
              () -> patch.value(HttpFilter.class));
      matched.addIf(applied, patch);
    }
    filters.replaceAll(filter -> merged(filter, own, matched));
    return IstioFilters.without(filters);
  }

  private static boolean isOfManager(ReadPatch patch) {
    String named = ListenerMatching.filter(patch);
    return named == null || named.equals(MANAGER);
  }

  /// Without the name of a filter there is nothing to merge into.
  private static HttpFilter merged(HttpFilter filter, List<ReadPatch> patches, Matched matched) {
    HttpFilter merged = filter;
    for (ReadPatch patch : patches) {
      if (!patch.merges()
          || !merged.hasTypedConfig()
          || !merged.getName().equals(ListenerMatching.subFilter(patch))) {
        continue;
      }
      HttpFilter over = patch.value(HttpFilter.class);
      TypedFilter result =
          new TypedFilter(merged.getName(), merged.getTypedConfig())
              .merged(over.getName(), over.getTypedConfig(), patch, matched);
      merged =
          merged.toBuilder().setName(result.name()).setTypedConfig(result.configuration()).build();
    }
    return merged;
  }
}
