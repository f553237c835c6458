package io.limpet.xds.server;

import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import java.util.ArrayList;
import java.util.List;

/// What a gateway is told at once, all of one type; `fresh` are the items that it does not hold
/// already.
record Response(ResourceType type, List<Item> items, List<String> removed, List<Item> fresh) {
  Response {
    items = List.copyOf(items);
    removed = List.copyOf(removed);
    fresh = List.copyOf(fresh);
  }

  /// What it speaks of.
  List<String> names() {
    List<String> names = new ArrayList<>(removed);
    items.forEach(each -> names.add(each.name()));
    return names;
  }

  /// A whole list has no word for what is gone.
  ByteString encoded(Dialect dialect, String version, String nonce) {
    List<ByteString> parts = new ArrayList<>(items.size() + 1);
    switch (dialect) {
      case WHOLE_LISTS -> {
        items.forEach(each -> parts.add(each.inWhole()));
        parts.add(
            DiscoveryResponse.newBuilder()
                .setVersionInfo(version)
                .setTypeUrl(type.url())
                .setNonce(nonce)
                .build()
                .toByteString());
      }
      case DIFFERENCES -> {
        items.forEach(each -> parts.add(each.inDifference()));
        parts.add(
            DeltaDiscoveryResponse.newBuilder()
                .setSystemVersionInfo(version)
                .setTypeUrl(type.url())
                .addAllRemovedResources(removed)
                .setNonce(nonce)
                .build()
                .toByteString());
      }
    }
    return ByteString.copyFrom(parts);
  }
}
