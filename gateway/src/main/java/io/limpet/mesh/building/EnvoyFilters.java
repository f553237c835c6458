package io.limpet.mesh.building;

import com.google.re2j.Pattern;
import io.limpet.mesh.EnvoyPatches;
import io.limpet.mesh.EnvoyPatches.Chosen;
import io.limpet.mesh.GatewayProxy;
import io.limpet.mesh.MeshOptions;
import io.limpet.model.istio.EnvoyFilter;
import io.limpet.model.istio.EnvoyFilter.ApplyTo;
import io.limpet.model.istio.EnvoyFilter.Context;
import io.limpet.model.istio.EnvoyFilter.Match;
import io.limpet.model.istio.EnvoyFilter.Patch;
import io.limpet.model.istio.PolicyTarget.Reference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// Which EnvoyFilters are for a gateway, and which of their patches (`EnvoyFilters` in Istio's
/// `pilot/pkg/model/push_context.go`, and `pilot/pkg/model/envoyfilter.go`).
public final class EnvoyFilters {
  private static final String GATEWAY_NAME = "gateway.networking.k8s.io/gateway-name";
  private static final String GATEWAY_CLASS = "gateway.networking.k8s.io/gateway-class-name";

  private static final String VERSION = "ISTIO_VERSION";

  private final GatewayProxy proxy;
  private final MeshOptions options;

  public EnvoyFilters(GatewayProxy proxy, MeshOptions options) {
    this.proxy = proxy;
    this.options = options;
  }

  EnvoyPatches patches(Collection<EnvoyFilter> filters) {
    Comparator<EnvoyFilter> order =
        Comparator.comparingInt(EnvoyFilter::priority)
            .thenComparing(each -> !isOfRoot(each))
            .thenComparing(each -> each.metadata().createdAt())
            .thenComparing(each -> each.metadata().name() + "." + each.metadata().namespace());
    List<Chosen> chosen = new ArrayList<>();
    filters.stream()
        .filter(each -> isInReach(each) && selects(each))
        .sorted(order)
        .forEach(each -> chosen.add(new Chosen(each, patches(each))));
    return new EnvoyPatches(chosen);
  }

  private List<Patch> patches(EnvoyFilter filter) {
    return filter.patches().stream()
        .filter(patch -> isForGateways(patch) && isForProxy(patch.match()))
        .toList();
  }

  private boolean isOfRoot(EnvoyFilter filter) {
    return filter.metadata().namespace().equals(options.rootNamespace());
  }

  /// Whether the filter stands in one of the two namespaces that count for the gateway.
  public boolean isInReach(EnvoyFilter filter) {
    return isOfRoot(filter) || filter.metadata().namespace().equals(proxy.namespace());
  }

  /// Whether the gateway is one of the workloads that are meant.
  public boolean selects(EnvoyFilter filter) {
    return filter.references().isEmpty()
        ? proxy.selectedBy(filter.selector())
        : filter.references().stream().anyMatch(each -> refersToProxy(filter, each));
  }

  private boolean refersToProxy(EnvoyFilter filter, Reference reference) {
    return switch (reference.kind()) {
      case "Gateway" ->
          filter.metadata().namespace().equals(proxy.namespace())
              && reference.name().equals(proxy.labels().get(GATEWAY_NAME));
      case "GatewayClass" ->
          isOfRoot(filter) && reference.name().equals(proxy.labels().get(GATEWAY_CLASS));
      default -> false;
    };
  }

  /// Whoever asks for the configuration of an extension gets it, whatever the context is.
  public static boolean isForGateways(Patch patch) {
    Context context = patch.match().context();
    return context == Context.ANY
        || context == Context.GATEWAY
        || patch.applyTo() == ApplyTo.EXTENSION_CONFIG;
  }

  /// Whether the version and the metadata are those of the gateway's node. One that says no version
  /// has none that could be asked for.
  public boolean isForProxy(Match match) {
    return (match.proxyVersion().isEmpty()
            || (!version().isEmpty()
                && Pattern.compile(match.proxyVersion()).matcher(version()).find()))
        && node().entrySet().containsAll(match.proxyMetadata().entrySet());
  }

  /// Empty where the gateway's node says none.
  public String version() {
    return node().getOrDefault(VERSION, "");
  }

  /// What the node says, or would say where none was asked.
  private Map<String, String> node() {
    return proxy.metadata().isEmpty()
        ? Map.of(
            "CLUSTER_ID",
            "Kubernetes",
            VERSION,
            options.istioVersion().release(),
            "MESH_ID",
            options.meshConfig().trustDomain(),
            "NAMESPACE",
            proxy.namespace())
        : proxy.metadata();
  }
}
