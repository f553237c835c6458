package io.limpet.xds.translate;

import com.google.protobuf.Any;
import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.UInt64Value;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.CommonLbConfig;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.CommonLbConfig.ZoneAwareLbConfig;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.DiscoveryType;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.LbPolicy;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.LeastRequestLbConfig;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.MaglevLbConfig;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.RingHashLbConfig;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.RoundRobinLbConfig;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.SlowStartConfig;
import io.envoyproxy.envoy.config.core.v3.HealthStatus;
import io.envoyproxy.envoy.config.core.v3.HealthStatusSet;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.config.core.v3.RuntimeDouble;
import io.envoyproxy.envoy.type.v3.Percent;
import io.limpet.mesh.Cluster.Balance;
import io.limpet.mesh.Cluster.Localities;
import io.limpet.mesh.Cluster.SlowStart;
import io.limpet.mesh.Feature;
import io.limpet.mesh.HashTable;
import io.limpet.mesh.MeshOptions;
import io.limpet.protos.v1.ClusterExtension;
import org.jspecify.annotations.Nullable;

/// Clusters with the fields that istiod sets (`spec` of `buildOutboundClusters`), and in the
/// metadata `limpet` what only a Limpet gateway understands.
final class ClusterTranslator {
  /// Where Istio's configuration sends what must go nowhere.
  static final String BLACK_HOLE = "BlackHoleCluster";

  /// Those of pods that a token may name: not ready ones are missing on purpose.
  private static final HealthStatusSet OVERRIDE_STATUSES =
      HealthStatusSet.newBuilder()
          .addStatuses(HealthStatus.HEALTHY)
          .addStatuses(HealthStatus.DRAINING)
          .addStatuses(HealthStatus.UNKNOWN)
          .addStatuses(HealthStatus.DEGRADED)
          .build();

  private static final Value TRUE = Value.newBuilder().setBoolValue(true).build();

  private final MeshOptions options;
  private final TransportTranslator transports;

  ClusterTranslator(MeshOptions options) {
    this.options = options;
    this.transports = new TransportTranslator(options);
  }

  Cluster blackHole() {
    return Cluster.newBuilder()
        .setName(BLACK_HOLE)
        .setAltStatName(BLACK_HOLE + ";")
        .setType(DiscoveryType.STATIC)
        .setConnectTimeout(Messages.duration(options.connectTimeout()))
        .build();
  }

  Cluster cluster(io.limpet.mesh.Cluster cluster) {
    Cluster.Builder message =
        Cluster.newBuilder()
            .setName(cluster.name())
            .setAltStatName(cluster.statName() + ";")
            .setConnectTimeout(Messages.duration(cluster.upstream().connectTimeout()))
            .setCommonLbConfig(common(cluster))
            .setCircuitBreakers(LimitTranslator.breakers(cluster.limits()))
            .setMetadata(metadata(cluster));
    DiscoveryTranslator.apply(
        message, cluster, options.duration(Feature.PILOT_DNS_JITTER_DURATION));
    balance(message, cluster.balance());
    if (cluster.ejection() != null) {
      message.setOutlierDetection(LimitTranslator.outliers(cluster.ejection()));
    }
    UpstreamTranslator.apply(message, cluster);
    transports.apply(message, cluster);
    Long buffer = options.connectionSettings().buffers().cluster();
    if (buffer != null) {
      message.setPerConnectionBufferLimitBytes(ConnectionSettingsTranslator.count(buffer));
    }
    return message.build();
  }

  private static CommonLbConfig common(io.limpet.mesh.Cluster cluster) {
    CommonLbConfig.Builder common = CommonLbConfig.newBuilder();
    if (cluster.panicPercent() != null) {
      common.setHealthyPanicThreshold(Percent.newBuilder().setValue(cluster.panicPercent()));
    }
    if (cluster.pinned()) {
      common.setOverrideHostStatus(OVERRIDE_STATUSES);
    }
    switch (cluster.localities()) {
      case Localities.Alike() -> {}
      case Localities.Weighted() ->
          common.setLocalityWeightedLbConfig(
              CommonLbConfig.LocalityWeightedLbConfig.getDefaultInstance());
      case Localities.ZoneAware(int minimumSize) -> {
        ZoneAwareLbConfig.Builder zones = ZoneAwareLbConfig.newBuilder();
        if (minimumSize > 0) {
          zones.setMinClusterSize(UInt64Value.of(minimumSize));
        }
        common.setZoneAwareLbConfig(zones);
      }
    }
    return common.build();
  }

  private static void balance(Cluster.Builder message, Balance balance) {
    switch (balance) {
      case Balance.RoundRobin(SlowStart slowStart) -> {
        message.setLbPolicy(LbPolicy.ROUND_ROBIN);
        if (slowStart != null) {
          message.setRoundRobinLbConfig(
              RoundRobinLbConfig.newBuilder().setSlowStartConfig(slowStart(slowStart)));
        }
      }
      case Balance.LeastRequest(SlowStart slowStart, _) -> {
        message.setLbPolicy(LbPolicy.LEAST_REQUEST);
        if (slowStart != null) {
          message.setLeastRequestLbConfig(
              LeastRequestLbConfig.newBuilder().setSlowStartConfig(slowStart(slowStart)));
        }
      }
      case Balance.Random() -> message.setLbPolicy(LbPolicy.RANDOM);
      case Balance.Passthrough() -> message.setLbPolicy(LbPolicy.CLUSTER_PROVIDED);
      case Balance.Hashed(HashTable table) -> hashed(message, table);
    }
  }

  /// The runtime key is Istio's, odd as it is.
  private static SlowStartConfig slowStart(SlowStart slowStart) {
    SlowStartConfig.Builder message =
        SlowStartConfig.newBuilder().setSlowStartWindow(Messages.duration(slowStart.window()));
    if (slowStart.gradual() != null) {
      message
          .setAggression(
              RuntimeDouble.newBuilder()
                  .setDefaultValue(slowStart.gradual().aggression())
                  .setRuntimeKey("("))
          .setMinWeightPercent(Percent.newBuilder().setValue(slowStart.gradual().minimumPercent()));
    }
    return message.build();
  }

  private static void hashed(Cluster.Builder message, HashTable table) {
    switch (table) {
      case HashTable.Ring(long size) -> {
        message.setLbPolicy(LbPolicy.RING_HASH);
        if (size != 0) {
          message.setRingHashLbConfig(
              RingHashLbConfig.newBuilder().setMinimumRingSize(UInt64Value.of(size)));
        }
      }
      case HashTable.Maglev(long size) -> {
        message.setLbPolicy(LbPolicy.MAGLEV);
        if (size != 0) {
          message.setMaglevLbConfig(MaglevLbConfig.newBuilder().setTableSize(UInt64Value.of(size)));
        }
      }
    }
  }

  private Metadata metadata(io.limpet.mesh.Cluster cluster) {
    Metadata.Builder metadata = Metadata.newBuilder().putFilterMetadata("istio", istio(cluster));
    ClusterExtension limpet = limpet(cluster);
    if (!limpet.equals(ClusterExtension.getDefaultInstance())) {
      metadata.putTypedFilterMetadata("limpet", Any.pack(limpet));
    }
    return metadata.build();
  }

  private Struct istio(io.limpet.mesh.Cluster cluster) {
    Struct.Builder istio = Struct.newBuilder();
    if (cluster.rule() != null) {
      istio.putFields(
          "config", Messages.text(Messages.path(cluster.rule(), options.istioVersion())));
    }
    if (cluster.alpnOverride()) {
      istio.putFields("alpn_override", Messages.text("false"));
    }
    if (cluster.external()) {
      istio.putFields("external", TRUE);
    }
    Struct service =
        Struct.newBuilder()
            .putFields("host", Messages.text(cluster.service().host()))
            .putFields("name", Messages.text(cluster.service().name()))
            .putFields("namespace", Messages.text(cluster.service().namespace()))
            .build();
    ListValue services =
        ListValue.newBuilder().addValues(Value.newBuilder().setStructValue(service)).build();
    istio.putFields("services", Value.newBuilder().setListValue(services).build());
    if (!cluster.subset().isEmpty()) {
      istio.putFields("subset", Messages.text(cluster.subset()));
    }
    return istio.build();
  }

  /// Stock Envoys skip metadata that they do not know.
  private static ClusterExtension limpet(io.limpet.mesh.Cluster cluster) {
    boolean inTurn =
        cluster.balance() instanceof Balance.LeastRequest(@Nullable SlowStart _, boolean turn)
            && turn;
    return ClusterExtension.newBuilder()
        .setLeastRequestTurn(inTurn)
        .setRetryPinnedFirst(cluster.retryPinnedFirst())
        .build();
  }
}
