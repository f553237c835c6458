package io.limpet.xds.patch;

import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.listener.v3.ListenerFilter;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.limpet.mesh.EnvoyPatches;
import io.limpet.mesh.EnvoyPatches.Chosen;
import io.limpet.mesh.MeshOptions;
import io.limpet.model.Problem;
import io.limpet.model.istio.EnvoyFilter;
import io.limpet.model.istio.EnvoyFilter.ApplyTo;
import io.limpet.model.istio.EnvoyFilter.Patch;
import io.limpet.model.tree.Value;
import io.limpet.xds.reading.Findings;
import io.limpet.xds.reading.MessageReader;
import io.limpet.xds.reading.MessageReader.Manner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the values of patches as Envoy's messages.
///
/// A field that Envoy's message does not have is told and left out, as Istio does with what may be
/// newer than itself. Anything else that does not fit leaves out the patch; Istio's webhook refuses
/// the whole EnvoyFilter then, and so does `compatIstio`.
final class PatchReader {
  private static final String UNKNOWN_FIELD = "unknown-field";

  private static final int REPLACES_INSIDE_SINCE = 32;

  private final boolean compatIstio;
  private final boolean replacesInside;
  private final List<Problem> problems = new ArrayList<>();
  private int count;

  PatchReader(MeshOptions options) {
    this.compatIstio = options.compatIstio();
    this.replacesInside = options.istioVersion().atLeast(REPLACES_INSIDE_SINCE);
  }

  PatchSet read(EnvoyPatches patches) {
    List<ReadPatch> all = new ArrayList<>();
    for (Chosen chosen : patches.chosen()) {
      all.addAll(read(chosen));
    }
    return new PatchSet(all);
  }

  List<Problem> problems() {
    return List.copyOf(problems);
  }

  private List<ReadPatch> read(Chosen chosen) {
    List<ReadPatch> read = new ArrayList<>();
    boolean whole = true;
    for (Patch patch : chosen.patches()) {
      Optional<ReadPatch> each = read(chosen.filter(), patch);
      each.ifPresent(read::add);
      whole &= each.isPresent();
    }
    return whole || !compatIstio ? read : List.of();
  }

  private Optional<ReadPatch> read(EnvoyFilter filter, Patch patch) {
    Value.Mapping value = patch.value();
    if (value == null) {
      return Optional.of(new ReadPatch(count++, filter, patch, null, replacesInside));
    }
    Message.Builder builder = builder(patch.applyTo());
    Findings findings = new Findings(filter.origin().source(), filter.id().toString());
    new MessageReader(findings, compatIstio ? Manner.PATCH_OF_ISTIOD : Manner.PATCH)
        .read(value, builder, patch.path() + ".patch.value");
    boolean fits = true;
    for (Problem each : findings.problems()) {
      boolean mild = each.code().equals(UNKNOWN_FIELD);
      fits &= mild;
      problems.add(each.with(mild ? "it is left out" : "the patch is left out"));
    }
    return fits
        ? Optional.of(new ReadPatch(count++, filter, patch, builder.build(), replacesInside))
        : Optional.empty();
  }

  private static Message.Builder builder(ApplyTo applyTo) {
    return switch (applyTo) {
      case LISTENER -> Listener.newBuilder();
      case FILTER_CHAIN -> FilterChain.newBuilder();
      case NETWORK_FILTER -> Filter.newBuilder();
      case HTTP_FILTER -> HttpFilter.newBuilder();
      case LISTENER_FILTER -> ListenerFilter.newBuilder();
      case ROUTE_CONFIGURATION -> RouteConfiguration.newBuilder();
      case VIRTUAL_HOST -> VirtualHost.newBuilder();
      case HTTP_ROUTE -> Route.newBuilder();
      case CLUSTER -> Cluster.newBuilder();
      case EXTENSION_CONFIG -> TypedExtensionConfig.newBuilder();
      case BOOTSTRAP -> Bootstrap.newBuilder();
    };
  }
}
