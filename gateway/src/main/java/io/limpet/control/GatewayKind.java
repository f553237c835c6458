package io.limpet.control;

import io.limpet.analysis.Analysis;
import io.limpet.mesh.GatewayProxy;
import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.Snapshot;
import io.limpet.mesh.building.MeshBuilder;
import io.limpet.model.Change;
import io.limpet.model.KeySource;
import io.limpet.model.Problem;
import io.limpet.xds.server.Feed;
import io.limpet.xds.translate.Translator;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// All gateways of the same labels, namespace and locality: they are told the same. The
/// configuration thread only, but for the feed and what is current.
final class GatewayKind {
  private final GatewayProxy proxy;
  private final MeshBuilder mesh;
  private final Translator translator;
  private final Analysis analysis;
  private final Feed feed = new Feed(Clock.systemUTC());
  private Snapshot snapshot = Snapshot.EMPTY;

  GatewayKind(GatewayProxy proxy, MeshOptions options) {
    this.proxy = proxy;
    this.mesh = new MeshBuilder(proxy, options);
    this.translator = new Translator();
    this.analysis = new Analysis(proxy);
  }

  GatewayProxy proxy() {
    return proxy;
  }

  /// `LABELS of NAMESPACE`, and where they are if they say so: what people know it by.
  String name() {
    String labels =
        proxy.labels().entrySet().stream()
            .map(each -> each.getKey() + "=" + each.getValue())
            .collect(Collectors.joining(","));
    return labels
        + " of "
        + proxy.namespace()
        + (proxy.locality() == null ? "" : " in " + proxy.locality())
        + (proxy.unprivileged() ? ", unprivileged" : "");
  }

  Feed feed() {
    return feed;
  }

  void apply(Change change) {
    mesh.apply(change);
  }

  /// Tells what the changes mean.
  void build(long changedNanos) {
    snapshot = mesh.build();
    feed.publish(translator.translate(snapshot), changedNanos);
  }

  Set<KeySource> wantedKeys() {
    return snapshot.wantedKeys();
  }

  List<Problem> findings() {
    List<Problem> findings = new ArrayList<>(translator.problems());
    findings.addAll(analysis.findings(mesh.resources(), snapshot));
    return findings;
  }
}
