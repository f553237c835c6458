package io.limpet.xds.client;

import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.limpet.xds.client.AdsOptions.Fetch;
import io.limpet.xds.client.Carrier.Refusal;
import io.limpet.xds.resources.Resources;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What was taken of a control plane's responses, and what is asked for because of it.
///
/// The rules are Envoy's (measured on 1.40; "xDS protocol" in its documentation): clusters before
/// listeners, each served when what it needs is there or was waited for long enough; what is bad is
/// refused by name, the rest of its response is taken, and what was good before stays.
final class Discovery {
  /// What is wanted of a type from now on.
  interface Asking {
    void ask(ResourceType type, Set<String> names);
  }

  private static final Set<ResourceType> NAMED =
      EnumSet.of(ResourceType.ENDPOINTS, ResourceType.ROUTES, ResourceType.SECRETS);

  private static final int FORGOTTEN_AT = 2;

  private final AdsOptions options;
  private final Resources fixed;
  private final Carrier carrier;
  private final Asking asking;
  private final Waiting waiting;
  private final Warming clusters = new Warming();
  private final Warming listeners = new Warming();
  private final Map<ResourceType, Map<String, Message>> held = new EnumMap<>(ResourceType.class);
  private final Map<ResourceType, Set<String>> asked = new EnumMap<>(ResourceType.class);
  private final IdentityHashMap<Message, List<Dependency>> dependencies = new IdentityHashMap<>();
  private final Set<ResourceType> heard = EnumSet.noneOf(ResourceType.class);
  private List<Refusal> refusedBefore = List.of();
  private Resources carried = Resources.EMPTY;
  private boolean listenersAsked;
  private boolean live;

  Discovery(
      AdsOptions options,
      Resources fixed,
      Carrier carrier,
      ScheduledExecutorService executor,
      Asking asking) {
    this.options = options;
    this.fixed = fixed;
    this.carrier = carrier;
    this.asking = asking;
    this.waiting = new Waiting(executor, this::expired);
    NAMED.forEach(type -> held.put(type, new TreeMap<>()));
  }

  /// Asks for clusters, on which all else depends.
  void begin() {
    ask(ResourceType.CLUSTER, options.clusters());
    follow();
    proceed();
  }

  /// Goes on with what was carried out before this process began. The control plane is asked for
  /// all of it as soon as it is there.
  void restore(Resources last) {
    last.clusters().forEach((name, each) -> restore(clusters, fixed.clusters(), name, each));
    last.listeners().forEach((name, each) -> restore(listeners, fixed.listeners(), name, each));
    held(ResourceType.ENDPOINTS).putAll(last.endpoints());
    held(ResourceType.ROUTES).putAll(last.routes());
    held(ResourceType.SECRETS).putAll(last.secrets());
    listenersAsked = true;
    ask(ResourceType.LISTENER, options.listeners());
    heard.addAll(EnumSet.of(ResourceType.CLUSTER, ResourceType.LISTENER));
    follow();
    proceed();
  }

  private static void restore(
      Warming kept, Map<String, ? extends Message> always, String name, Message message) {
    if (!always.containsKey(name)) {
      kept.put(name, message);
    }
  }

  private void ask(ResourceType type, Fetch fetch) {
    if (fetch.wanted()) {
      asking.ask(type, Set.of());
      waiting.await(type, "", fetch.limit());
    } else {
      heard.add(type);
    }
  }

  private void expired(ResourceType type) {
    if (type.wildcard()) {
      heard.add(type);
    }
    follow();
    proceed();
  }

  /// Takes what is good of an update. Returns what the control plane is told of the rest, or null
  /// if all was good.
  @Nullable String apply(Update update) {
    Batch batch = Batch.read(update);
    if (batch.isReadable()) {
      switch (update.type()) {
        case CLUSTER -> takeAll(batch, clusters, fixed.clusters().keySet());
        case LISTENER -> takeAll(batch, listeners, fixed.listeners().keySet());
        case ENDPOINTS, ROUTES, SECRETS -> takeNamed(batch, update.type());
      }
    }
    if (update.type().wildcard()) {
      heard.add(update.type());
      waiting.end(update.type(), "");
    }
    return batch.refused().isEmpty() ? null : batch.refusal();
  }

  /// What an update makes possible beside it: the listeners are asked for, or the first
  /// configuration is complete. Envoy too asks before it answers the update.
  void proceed() {
    if (!listenersAsked
        && heard.contains(ResourceType.CLUSTER)
        && areReady(clusters.taken(), fixed.clusters())) {
      listenersAsked = true;
      ask(ResourceType.LISTENER, options.listeners());
    }
    if (!live
        && heard.contains(ResourceType.LISTENER)
        && areReady(listeners.taken(), fixed.listeners())) {
      live = true;
      carrier.ready();
    }
  }

  private boolean areReady(
      Map<String, ? extends Message> dynamic, Map<String, ? extends Message> always) {
    return Stream.concat(dynamic.values().stream(), always.values().stream())
        .allMatch(this::isReady);
  }

  private boolean isReady(Message resource) {
    for (Dependency each : dependencies(resource)) {
      boolean there =
          !each.isWaitedFor()
              || !each.isByAds()
              || held(each.type()).containsKey(each.name())
              || waiting.isGivenUp(each.type(), each.name());
      if (!there) {
        return false;
      }
    }
    return true;
  }

  /// Asked for every message at every change, and costly to find.
  private List<Dependency> dependencies(Message resource) {
    return dependencies.computeIfAbsent(resource, Dependency::of);
  }

  private Map<String, Message> held(ResourceType type) {
    return held.getOrDefault(type, Map.of());
  }

  /// Clusters or listeners. What is not like before is first tried apart: one that is refused never
  /// takes the place of a good one.
  private void takeAll(Batch batch, Warming kept, Set<String> ours) {
    Map<String, Message> fresh = new TreeMap<>(batch.messages());
    fresh.keySet().removeAll(ours);
    fresh.entrySet().removeIf(each -> kept.has(each.getKey(), each.getValue()));
    Set<String> gone = batch.gone(kept.names());
    fresh.forEach(
        (name, message) -> {
          @Nullable String refusal = refusal(message);
          if (refusal == null) {
            kept.put(name, message);
          } else {
            batch.refused().put(name, refusal);
          }
        });
    kept.removeAll(gone);
    for (Refusal each : follow()) {
      batch.refused().put(each.name(), each.text());
    }
  }

  private @Nullable String refusal(Message resource) {
    for (Dependency each : Dependency.of(resource)) {
      if (each.isWaitedFor() && !each.isByAds()) {
        return "the source of "
            + each.name()
            + " must be ads: {} or self: {}; no other is carried out by Limpet";
      }
    }
    List<Refusal> refused = carrier.check(alone(resource));
    return refused.isEmpty() ? null : refused.getFirst().text();
  }

  /// A listener's own routes may name the clusters that serve; what those are like does not matter.
  private Resources alone(Message resource) {
    List<Message> all = new ArrayList<>();
    all.add(resource);
    if (resource instanceof Listener) {
      carried
          .clusters()
          .keySet()
          .forEach(name -> all.add(Cluster.newBuilder().setName(name).build()));
    }
    return Resources.of(0, all);
  }

  /// Endpoints or routes. Whether they are any good shows with what uses them; those that are not
  /// give way to those before them.
  private void takeNamed(Batch batch, ResourceType type) {
    Map<String, Message> kept = held(type);
    Map<String, @Nullable Message> before = new HashMap<>();
    batch
        .messages()
        .forEach(
            (name, message) -> {
              boolean wanted = asked.getOrDefault(type, Set.of()).contains(name);
              if (wanted && !message.equals(kept.get(name))) {
                before.put(name, kept.put(name, message));
                waiting.end(type, name);
              }
            });
    for (Refusal each : follow()) {
      for (String name : blamed(each, type)) {
        if (before.containsKey(name)) {
          batch.refused().put(name, each.text());
          restore(type, name, before.get(name));
        }
      }
    }
    if (!batch.refused().isEmpty()) {
      follow();
    }
  }

  private void restore(ResourceType type, String name, @Nullable Message before) {
    if (before == null) {
      held(type).remove(name);
      waiting.giveUp(type, name);
    } else {
      held(type).put(name, before);
    }
  }

  /// The names of this type that a refused resource is, or depends on.
  private List<String> blamed(Refusal refusal, ResourceType type) {
    @Nullable Message user =
        switch (type) {
          case ENDPOINTS -> carried.clusters().get(refusal.name());
          case ROUTES -> carried.listeners().get(refusal.name());
          case CLUSTER, LISTENER, SECRETS -> null;
        };
    List<String> names = new ArrayList<>();
    names.add(refusal.name());
    if (user != null) {
      Dependency.of(user).forEach(each -> names.add(each.name()));
    }
    return names;
  }

  /// Asks for what is needed now, and carries out what is ready. Returns what was refused newly.
  private List<Refusal> follow() {
    forgetDependencies();
    NAMED.forEach(this::askForNamed);
    clusters.advance(this::isReady);
    listeners.advance(this::isReady);
    Resources next = resources();
    if (next.isSameAs(carried)) {
      return List.of();
    }
    carried = next;
    List<Refusal> refused = carrier.carry(next);
    List<Refusal> fresh = new ArrayList<>(refused);
    fresh.removeAll(refusedBefore);
    refusedBefore = List.copyOf(refused);
    return fresh;
  }

  private void forgetDependencies() {
    if (dependencies.size() > FORGOTTEN_AT * (everything().count() + 1)) {
      dependencies.clear();
    }
  }

  private void askForNamed(ResourceType type) {
    Set<String> names = new TreeSet<>();
    everything()
        .flatMap(resource -> dependencies(resource).stream())
        .filter(each -> each.type() == type && each.isByAds())
        .forEach(
            each -> {
              names.add(each.name());
              if (!held(type).containsKey(each.name())) {
                waiting.await(type, each.name(), each.limit());
              }
            });
    held(type).keySet().retainAll(names);
    waiting.keepOnly(type, names);
    if (!names.equals(asked.getOrDefault(type, Set.of()))) {
      asked.put(type, names);
      asking.ask(type, names);
    }
  }

  /// All clusters and listeners, those that serve and those that wait.
  private Stream<Message> everything() {
    return Stream.of(
            fixed.clusters(),
            fixed.listeners(),
            clusters.taken(),
            clusters.serving(),
            listeners.taken(),
            listeners.serving())
        .flatMap(map -> map.values().stream());
  }

  private Resources resources() {
    List<Message> all = new ArrayList<>();
    all.addAll(fixed.clusters().values());
    all.addAll(fixed.endpoints().values());
    all.addAll(fixed.listeners().values());
    all.addAll(fixed.routes().values());
    all.addAll(fixed.secrets().values());
    all.addAll(clusters.serving().values());
    all.addAll(listeners.serving().values());
    NAMED.forEach(type -> all.addAll(held(type).values()));
    return Resources.of(carried.version() + 1, all);
  }
}
