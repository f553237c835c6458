package io.limpet.proxy.plan.reading;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.DiscoveryType;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.limpet.proxy.plan.ClusterPlan;
import io.limpet.proxy.plan.ListenerPlan;
import io.limpet.proxy.plan.Plan;
import io.limpet.proxy.plan.reading.cluster.ClusterReader;
import io.limpet.proxy.plan.reading.cluster.DnsReader;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.reading.fields.PlanProblem;
import io.limpet.proxy.plan.reading.fields.Refused;
import io.limpet.proxy.plan.reading.fields.RuntimeValues;
import io.limpet.proxy.plan.reading.listener.ListenerAddresses;
import io.limpet.proxy.plan.reading.listener.ListenerSlot;
import io.limpet.proxy.plan.reading.pools.KeptCluster;
import io.limpet.proxy.plan.reading.transport.AcceptedSecrets;
import io.limpet.proxy.plan.reading.transport.SecretLookup;
import io.limpet.proxy.plan.reading.transport.TransportSockets;
import io.limpet.xds.resources.Resources;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Builds one plan after the other: what did not change in the messages is the same object in the
/// plans.
///
/// A resource that cannot be carried out keeps what was last accepted under its name; a problem
/// says so, and the others go on. What balancers remember is kept by cluster and address, so that
/// no change of configuration restarts anyone's turn.
public final class PlanBuilder {
  private static final ClusterLoadAssignment NO_ENDPOINTS =
      ClusterLoadAssignment.getDefaultInstance();

  private final RuntimeValues runtime;

  // All of these: configuration thread only.
  private final Map<String, KeptCluster> keptClusters = new HashMap<>();
  private final Set<String> clustersGone = new HashSet<>();
  private final Map<String, ClusterSlot> clusters = new HashMap<>();
  private final Map<String, ListenerSlot> listeners = new HashMap<>();
  private final AcceptedSecrets secrets;
  private final ListenerAddresses listenerAddresses = new ListenerAddresses();

  public PlanBuilder() {
    this(RuntimeValues.NONE);
  }

  /// `runtime` is what keys in the resources ask for; it stays the same for all plans.
  public PlanBuilder(RuntimeValues runtime) {
    this.runtime = runtime;
    this.secrets = new AcceptedSecrets(runtime);
  }

  /// A plan, and all that is not carried out of the resources that it was built from.
  public record Built(Plan plan, List<PlanProblem> problems) {
    public Built {
      problems = List.copyOf(problems);
    }
  }

  /// Builds the plan that follows the last one, of resources without names to look up.
  public Built build(Resources resources) {
    return build(resources, Map.of());
  }

  /// Builds the plan that follows the last one. `resolved` has what is known of the endpoints of
  /// clusters that are looked up by DNS, by the cluster's name.
  public Built build(Resources resources, Map<String, ClusterLoadAssignment> resolved) {
    List<PlanProblem> problems = new ArrayList<>();
    Map<String, Secret> usable = secrets.update(resources.secrets(), problems);
    Map<String, ClusterPlan> clusterPlans = new HashMap<>();
    for (Cluster message : resources.clusters().values()) {
      ClusterSlot slot = cluster(message, assignment(message, resources, resolved), usable);
      problems.addAll(slot.problems());
      if (slot.plan() != null) {
        clusterPlans.put(message.getName(), slot.plan());
      }
    }
    Map<String, ListenerPlan> listenerPlans = new HashMap<>();
    for (Listener message : resources.listeners().values()) {
      ListenerSlot slot = listeners.computeIfAbsent(message.getName(), _ -> new ListenerSlot());
      @Nullable ListenerPlan plan = slot.update(message, resources, usable, runtime);
      problems.addAll(slot.problems());
      if (plan != null) {
        listenerPlans.put(message.getName(), plan);
      }
    }
    problems.addAll(withoutDuplicates(resources, listenerPlans));
    forget(resources);
    return new Built(new Plan(listenerPlans, clusterPlans), problems);
  }

  private List<PlanProblem> withoutDuplicates(
      Resources resources, Map<String, ListenerPlan> plans) {
    Map<String, InetSocketAddress> addresses = new HashMap<>();
    plans.forEach((name, plan) -> addresses.put(name, plan.address()));
    List<PlanProblem> duplicates =
        listenerAddresses.duplicates(resources.listeners().keySet(), addresses);
    for (PlanProblem each : duplicates) {
      plans.remove(each.name());
    }
    return duplicates;
  }

  private static ClusterLoadAssignment assignment(
      Cluster cluster, Resources resources, Map<String, ClusterLoadAssignment> resolved) {
    if (DnsReader.isOf(cluster)) {
      return resolved.getOrDefault(cluster.getName(), NO_ENDPOINTS);
    }
    if (cluster.getType() != DiscoveryType.EDS) {
      return cluster.getLoadAssignment();
    }
    String service = cluster.getEdsClusterConfig().getServiceName();
    String name = service.isEmpty() ? cluster.getName() : service;
    return resources.endpoints().getOrDefault(name, NO_ENDPOINTS);
  }

  /// What was made of a cluster's two messages; no plan if none was ever accepted.
  private record ClusterSlot(
      Cluster message,
      ClusterLoadAssignment assignment,
      SecretLookup secrets,
      @Nullable ClusterPlan plan,
      List<PlanProblem> problems) {
    @SuppressWarnings("ReferenceEquality") // unchanged messages are the same objects: Resources
    boolean isOf(
        Cluster otherMessage, ClusterLoadAssignment otherAssignment, Map<String, Secret> all) {
      return message == otherMessage && assignment == otherAssignment && secrets.isSameIn(all);
    }

    boolean has(String address) {
      return plan != null && plan.endpoint(address) != null;
    }
  }

  private ClusterSlot cluster(
      Cluster message, ClusterLoadAssignment assignment, Map<String, Secret> all) {
    String name = message.getName();
    @Nullable ClusterSlot last = clusters.get(name);
    if (last != null && last.isOf(message, assignment, all)) {
      return last;
    }
    KeptCluster kept = keptClusters.computeIfAbsent(name, _ -> new KeptCluster());
    List<PlanProblem> problems = new ArrayList<>();
    SecretLookup secrets = new SecretLookup(all);
    @Nullable ClusterPlan plan;
    try {
      plan =
          ClusterReader.read(
              message, assignment, kept, secrets, Place.of("Cluster", name, problems, runtime));
    } catch (Refused refused) {
      problems.add(refused.problem());
      @Nullable ClusterPlan before = last == null ? null : last.plan();
      plan = refused.keepsLast() && !asksForMore(message, before) ? before : null;
    }
    ClusterSlot slot = new ClusterSlot(message, assignment, secrets, plan, List.copyOf(problems));
    kept.state().forgetAllBut(slot::has);
    clusters.put(name, slot);
    return slot;
  }

  /// Whether TLS is asked for now where there was none: plain text does not go on in its place.
  private static boolean asksForMore(Cluster message, @Nullable ClusterPlan last) {
    return !TransportSockets.isPlainText(message)
        && last != null
        && last.endpoints().stream().anyMatch(endpoint -> endpoint.transport().tls() == null);
  }

  private boolean isNamed(String secret) {
    return clusters.values().stream().anyMatch(each -> each.secrets().asks(secret))
        || listeners.values().stream().anyMatch(each -> each.asks(secret));
  }

  /// A cluster's state outlives it as long as it has requests, and by one build at least.
  private void forget(Resources resources) {
    clusters.keySet().retainAll(resources.clusters().keySet());
    listeners.keySet().retainAll(resources.listeners().keySet());
    secrets.forgetAllBut(this::isNamed);
    Set<String> goneNow = new HashSet<>(keptClusters.keySet());
    goneNow.removeAll(resources.clusters().keySet());
    for (String name : List.copyOf(goneNow)) {
      @Nullable KeptCluster gone = keptClusters.get(name);
      if (clustersGone.contains(name) && gone != null && gone.state().isIdle()) {
        keptClusters.remove(name);
        goneNow.remove(name);
      }
    }
    clustersGone.clear();
    clustersGone.addAll(goneNow);
  }
}
