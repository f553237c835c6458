package io.limpet.mesh.building;

import io.limpet.mesh.GatewayProxy;
import io.limpet.mesh.Kept;
import io.limpet.mesh.Listener;
import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.Secret;
import io.limpet.mesh.Snapshot;
import io.limpet.mesh.building.clusters.ServiceClusters;
import io.limpet.mesh.building.gateways.GatewayPorts;
import io.limpet.mesh.building.instances.ServiceInstances;
import io.limpet.mesh.building.listeners.ListenerBuilder;
import io.limpet.mesh.building.resources.Refused;
import io.limpet.mesh.building.resources.ResourceStore;
import io.limpet.mesh.security.KeySets;
import io.limpet.model.Change;
import io.limpet.model.KeySource;
import io.limpet.model.Resource;
import io.limpet.model.ResourceId;
import io.limpet.model.fields.Findings;
import io.limpet.model.istio.MeshConfig;
import io.limpet.model.istio.ProxyConfig;
import io.limpet.model.istio.ProxyConfigReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Keeps the resources, and makes snapshots of what they mean for one gateway. Only the
/// configuration thread may use it.
///
/// A change of endpoints computes the endpoints of its service anew, and no more; any other
/// change computes everything that does not depend on endpoints. Whatever comes out equal to what
/// was there keeps its identity, so readers of a [Snapshot] can tell by identity what changed.
public final class MeshBuilder {
  private final MeshOptions given;
  private final GatewayProxy proxy;
  private final Refused refused = new Refused();
  private final ResourceStore store = new ResourceStore(refused);
  private final ServiceClusters services = new ServiceClusters();
  private final Map<KeySource, String> keys = new HashMap<>();
  private final Touched touched;
  private MeshOptions options;
  private ServiceInstances endpoints;
  private Snapshot last = Snapshot.EMPTY;

  public MeshBuilder(GatewayProxy proxy, MeshOptions options) {
    this.proxy = proxy;
    this.given = options;
    this.options = options;
    this.touched = new Touched(proxy, options.istioNamespace(), store);
    this.endpoints = new ServiceInstances(options, store);
  }

  /// Takes a change in; what it means is computed by the next [#build].
  public void apply(Change change) {
    switch (change) {
      case Change.Put(Resource resource, _) -> touched.by(resource, store.put(resource), endpoints);
      case Change.Delete(ResourceId id) ->
          store.remove(id).ifPresent(old -> touched.by(old, Optional.empty(), endpoints));
      case Change.Problems said -> {
        if (options.compatIstio()) {
          touched.everythingIf(refused.saidOf(said));
          touched.endpointsIf(touched.everything());
        }
      }
      case Change.KeySet(KeySource source, String jwks) ->
          touched.everythingIf(!jwks.equals(keys.put(source, jwks)));
      case Change.Synced _ -> {}
    }
  }

  /// All resources now known.
  public List<Resource> resources() {
    return store.all();
  }

  /// What the resources mean now; the same object as before if nothing changed.
  public Snapshot build() {
    if (touched.nothing()) {
      return last;
    }
    boolean endpointsOnly =
        !touched.everything() && services.refresh(touched.services(), endpoints);
    if (!endpointsOnly) {
      settle();
    }
    Snapshot next = endpointsOnly ? buildEndpoints() : buildAll();
    touched.clear();
    last = next;
    return next;
  }

  /// The settings of the mesh as they are now; other ones touch endpoints too.
  private void settle() {
    MeshOptions now =
        given.mesh() == null
            ? given.withMeshConfig(store.meshConfig(given.istioNamespace()))
            : given;
    touched.endpointsIf(store.see(now.meshConfig().discoverySelectors(), given.istioNamespace()));
    now = now.withMeshConfig(forProxy(now.meshConfig()));
    if (!now.equals(options)) {
      options = now;
      endpoints = new ServiceInstances(options, store);
      touched.endpointsIf(true);
    }
  }

  /// The gateway's Pod may say more of its listeners, and its node; what is wrong there, the
  /// analysis tells.
  private MeshConfig forProxy(MeshConfig mesh) {
    ProxyConfig own =
        GatewayPorts.pod(proxy, store)
            .map(pod -> ProxyConfigReader.ofPod(pod.metadata(), new Findings("")))
            .orElse(ProxyConfig.NONE);
    return own.equals(ProxyConfig.NONE) && proxy.metadata().isEmpty()
        ? mesh
        : mesh.with(own.over(mesh.defaultConfig()).withNode(proxy.metadata()));
  }

  private Snapshot buildAll() {
    endpoints.forgetAll();
    WholeBuild build = new WholeBuild(proxy, options, store);
    build.clusters(services, endpoints, touched);
    ListenerBuilder.Built built = build.listeners(new KeySets(keys, options.compatIstio()));
    List<Secret> secrets = build.secrets(built.listeners(), services.clusters().values());
    return new Snapshot(
        last.version() + 1,
        options,
        Kept.of(last.patches(), build.patches()),
        Sharing.byName(last.listeners(), built.listeners(), Listener::name),
        Sharing.tables(last.routes(), build.tables(built.listeners())),
        services.clusters(),
        services.groups(),
        Sharing.byName(last.secrets(), secrets, Secret::name),
        build.skipped(built));
  }

  private Snapshot buildEndpoints() {
    return new Snapshot(
        last.version() + 1,
        options,
        last.patches(),
        last.listeners(),
        last.routes(),
        last.clusters(),
        services.groups(),
        last.secrets(),
        last.skipped());
  }
}
