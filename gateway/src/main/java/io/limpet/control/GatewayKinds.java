package io.limpet.control;

import io.envoyproxy.envoy.config.core.v3.Node;
import io.limpet.mesh.GatewayProxy;
import io.limpet.mesh.MeshOptions;
import io.limpet.model.Change;
import io.limpet.model.KeySource;
import io.limpet.model.Resource;
import io.limpet.model.ResourceId;
import io.limpet.model.tree.Value;
import io.limpet.xds.server.RefusedNodeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;

/// The kinds of gateways that there are: the one of the flags, and those that nodes say to be.
/// Whatever a node says makes one, so there is a limit; those that nobody has asked for in a while
/// are forgotten.
final class GatewayKinds {
  private static final int MOST = 200;
  private static final long FORGOTTEN_NANOS = 60_000_000_000L;
  private static final Value.Mapping NO_DOCUMENT = Value.Mapping.of(Map.of());

  private final MeshOptions options;
  private final GatewayKind usual;

  // Guarded by this.
  private final Map<GatewayProxy, Used> kinds = new HashMap<>();

  // The configuration thread only.
  private final Map<ResourceId, Change.Put> resources =
      new ConcurrentSkipListMap<>(); // read by any
  private final Map<String, Change> problems = new LinkedHashMap<>();
  private final Map<KeySource, Change> keys = new LinkedHashMap<>();

  /// A kind, whether it has taken the changes that came before it, and when it was last asked for.
  private record Used(GatewayKind kind, boolean built, long asked) {}

  GatewayKinds(GatewayProxy usual, MeshOptions options) {
    this.options = options;
    this.usual = new GatewayKind(usual, options);
    kinds.put(usual, new Used(this.usual, true, 0));
  }

  GatewayKind usual() {
    return usual;
  }

  /// Which one a node is of; any thread.
  GatewayKind of(Node node) throws RefusedNodeException {
    GatewayProxy proxy = NodeIdentity.of(node, usual.proxy());
    synchronized (this) {
      if (!kinds.containsKey(proxy) && kinds.size() >= MOST) {
        throw new RefusedNodeException(
            "there are %d kinds of gateways (labels, namespace, locality, metadata) already"
                .formatted(kinds.size()));
      }
      return kinds
          .compute(
              proxy,
              (_, old) ->
                  old == null
                      ? new Used(new GatewayKind(proxy, options), false, System.nanoTime())
                      : new Used(old.kind(), old.built(), System.nanoTime()))
          .kind();
    }
  }

  synchronized boolean isBuilt(GatewayKind kind) {
    return kinds.values().stream().anyMatch(each -> each.kind().equals(kind) && each.built());
  }

  /// What there is to be told of; any thread.
  List<Resource> resources() {
    return resources.values().stream().map(Change.Put::resource).toList();
  }

  /// All kinds; any thread.
  synchronized List<GatewayKind> all() {
    return kinds.values().stream().map(Used::kind).toList();
  }

  /// Those beside the usual one that have taken in what there is; any thread.
  synchronized List<GatewayKind> others() {
    return kinds.values().stream()
        .filter(Used::built)
        .map(Used::kind)
        .filter(each -> !each.equals(usual))
        .toList();
  }

  /// Takes a change in, for those that are there and those that come.
  void apply(Change change) {
    switch (change) {
      case Change.Put put ->
          resources.put(put.resource().id(), new Change.Put(put.resource(), NO_DOCUMENT));
      case Change.Delete delete -> resources.remove(delete.id());
      case Change.Problems said -> problems.put(said.source(), said);
      case Change.KeySet set -> keys.put(set.source(), set);
      case Change.Synced _ -> {}
    }
    built().forEach(each -> each.apply(change));
  }

  private synchronized List<GatewayKind> built() {
    return kinds.values().stream().filter(Used::built).map(Used::kind).toList();
  }

  /// Builds what each kind is told; the first of the changes came at a moment of
  /// [System#nanoTime].
  void build(long changedNanos) {
    forget();
    built().forEach(each -> each.build(changedNanos));
  }

  private synchronized void forget() {
    long now = System.nanoTime();
    kinds
        .values()
        .removeIf(
            each ->
                !each.kind().equals(usual)
                    && !each.kind().feed().isUsed()
                    && now - each.asked() > FORGOTTEN_NANOS);
  }

  /// The sets of keys that any of them needs.
  Set<KeySource> wantedKeys() {
    Set<KeySource> wanted = new HashSet<>();
    built().forEach(each -> wanted.addAll(each.wantedKeys()));
    return wanted;
  }

  /// Kinds that came since the last time take in all that there is; whether there are any.
  boolean buildNewcomers() {
    List<GatewayKind> newcomers = newcomers();
    for (GatewayKind each : newcomers) {
      problems.values().forEach(each::apply);
      resources.values().forEach(each::apply);
      keys.values().forEach(each::apply);
      each.build(System.nanoTime());
    }
    return !newcomers.isEmpty();
  }

  private synchronized List<GatewayKind> newcomers() {
    List<GatewayKind> all = new ArrayList<>();
    kinds.replaceAll(
        (_, each) -> {
          if (!each.built()) {
            all.add(each.kind());
          }
          return new Used(each.kind(), true, each.asked());
        });
    return all;
  }
}
