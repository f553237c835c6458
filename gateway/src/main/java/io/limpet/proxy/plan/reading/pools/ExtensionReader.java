package io.limpet.proxy.plan.reading.pools;

import com.google.protobuf.Any;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.limpet.protos.v1.ClusterExtension;
import io.limpet.proxy.plan.reading.fields.Place;
import org.jspecify.annotations.Nullable;

/// What Limpet adds to Envoy for a cluster: our own message, in the cluster's metadata.
public final class ExtensionReader {
  private static final String KEY = "limpet";

  private ExtensionReader() {}

  /// The message, or one that asks for nothing where there is none.
  public static ClusterExtension of(Cluster cluster, Place place) {
    @Nullable Any any = cluster.getMetadata().getTypedFilterMetadataMap().get(KEY);
    return any == null
        ? ClusterExtension.getDefaultInstance()
        : place.at("metadata.typed_filter_metadata." + KEY).unpack(any, ClusterExtension.class);
  }
}
