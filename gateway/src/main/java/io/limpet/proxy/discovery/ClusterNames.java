package io.limpet.proxy.discovery;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.limpet.proxy.discovery.DnsMessage.Answer;
import io.limpet.proxy.plan.DnsPlan;
import io.limpet.proxy.plan.DnsPlan.Kind;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The names of one cluster's endpoints, each looked up again and again, and what comes of it. On
/// the discovery thread, but for what says otherwise.
final class ClusterNames {
  private static final System.Logger LOG = System.getLogger(ClusterNames.class.getName());

  private final Cluster cluster;
  private final DnsPlan plan;
  private final NameLookup lookup;
  private final DiscoveryThread thread;
  private final DnsCounters counters;
  private final Runnable changed;
  private final Map<String, Name> names = new LinkedHashMap<>();
  private volatile @Nullable ClusterLoadAssignment assignment; // any thread reads
  private volatile boolean stopped; // configuration thread

  private static final class Name {
    private final RefreshTimes times;
    private final CompletableFuture<Void> first = new CompletableFuture<>();
    private @Nullable List<InetAddress> addresses;

    Name(RefreshTimes times) {
      this.times = times;
    }
  }

  ClusterNames(
      Cluster cluster,
      DnsPlan plan,
      DiscoveryThread thread,
      DnsCounters counters,
      Runnable changed) {
    RandomGenerator random = thread.random();
    this.cluster = cluster;
    this.plan = plan;
    this.thread = thread;
    this.counters = counters;
    this.changed = changed;
    this.lookup = new NameLookup(plan, SystemNames.USUAL, random);
    cluster.getLoadAssignment().getEndpointsList().stream()
        .flatMap(group -> group.getLbEndpointsList().stream())
        .forEach(
            endpoint ->
                names.put(
                    ResolvedAssignment.name(endpoint),
                    new Name(new RefreshTimes(plan.refresh(), random))));
  }

  Cluster cluster() {
    return cluster;
  }

  /// What is known now, or null before the first answer. Any thread.
  @Nullable ClusterLoadAssignment assignment() {
    return assignment;
  }

  /// Done when each name was looked up once, with whatever outcome. Any thread.
  CompletableFuture<Void> first() {
    return CompletableFuture.allOf(
        names.values().stream().map(name -> name.first).toArray(CompletableFuture<?>[]::new));
  }

  /// Begins. What the cluster was before, if anything, gives the addresses of names that it had:
  /// until the first answer, they go on.
  void start(@Nullable ClusterNames before) {
    if (before != null) {
      before.names.forEach(
          (name, known) -> {
            Name here = names.get(name);
            if (here != null) {
              here.addresses = known.addresses;
            }
          });
      assignment = assigned();
    }
    names.keySet().forEach(this::begin);
  }

  /// Any thread.
  void stop() {
    stopped = true;
  }

  private void begin(String name) {
    if (!stopped) {
      counters.attempts.increment();
      var _ = Thread.ofVirtual().name("limpet-dns-lookup").start(() -> lookUp(name));
    }
  }

  /// On a thread that may wait.
  private void lookUp(String name) {
    try {
      List<Answer> records = lookup.addresses(name);
      thread.execute(() -> answered(name, records));
    } catch (IOException | RuntimeException nobodyKnows) {
      LOG.log(Level.DEBUG, "look-up of " + name, nobodyKnows);
      thread.execute(() -> failed(name));
    }
  }

  /// No address at all is an answer where each is an endpoint, and none where there is one (Envoy
  /// 1.40, measured).
  private void answered(String text, List<Answer> records) {
    if (records.isEmpty() && plan.kind() == Kind.LOGICAL) {
      failed(text);
      return;
    }
    Name name = names.get(text);
    if (stopped || name == null) {
      return;
    }
    counters.successes.increment();
    List<InetAddress> addresses = records.stream().map(Answer::address).distinct().toList();
    List<InetAddress> before = name.addresses;
    if (before != null && same(before, addresses)) {
      counters.unchanged.increment();
    } else {
      name.addresses = addresses;
      assignment = assigned();
      changed.run();
    }
    name.first.complete(null);
    thread.after(name.times.answered(records), () -> begin(text));
  }

  /// In which order they come is of no importance where each is an endpoint.
  private boolean same(List<InetAddress> before, List<InetAddress> now) {
    return switch (plan.kind()) {
      case STRICT -> new HashSet<>(before).equals(new HashSet<>(now));
      case LOGICAL -> before.getFirst().equals(now.getFirst());
    };
  }

  private void failed(String text) {
    Name name = names.get(text);
    if (stopped || name == null) {
      return;
    }
    counters.failures.increment();
    name.first.complete(null);
    thread.after(name.times.failed(), () -> begin(text));
  }

  private ClusterLoadAssignment assigned() {
    Map<String, List<InetAddress>> known = new HashMap<>();
    names.forEach(
        (text, name) -> {
          List<InetAddress> addresses = name.addresses;
          if (addresses != null) {
            known.put(text, addresses);
          }
        });
    return ResolvedAssignment.of(cluster.getLoadAssignment(), plan.kind(), known);
  }
}
