package io.limpet.proxy;

import io.limpet.proxy.filter.ClusterCounts;
import io.limpet.proxy.health.EndpointHealth;
import io.limpet.proxy.http.Leave;
import io.limpet.proxy.listener.FormerOwner;
import io.limpet.proxy.listener.InheritedSockets;
import io.limpet.proxy.listener.ListenerCounters;
import io.limpet.proxy.listener.SharedDatagrams;
import io.limpet.proxy.listener.SharedSocket;
import io.limpet.proxy.log.AccessLogs;
import io.limpet.proxy.loop.ProxyLimits;
import io.limpet.proxy.loop.Sources;
import io.limpet.proxy.loop.Transport;
import io.limpet.proxy.loop.Worker;
import io.limpet.proxy.overload.Admission;
import io.limpet.proxy.overload.Overload;
import io.limpet.proxy.overload.OverloadWatch;
import io.limpet.proxy.plan.ClusterPlan;
import io.limpet.proxy.plan.HealthPlan;
import io.limpet.proxy.plan.ListenerPlan;
import io.limpet.proxy.plan.Plan;
import io.limpet.proxy.plan.pools.Endpoint;
import io.limpet.proxy.plan.transport.UpstreamTransport;
import io.limpet.proxy.quic.QuicLibrary;
import io.limpet.proxy.quic.QuicSockets;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// The proxy: give it a plan, and it carries the traffic; give it the next one, and it goes on with
/// that, without dropping a request.
///
/// Its methods are for one thread at a time, and not for an event loop.
public final class Proxy implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Proxy.class.getName());

  private final ProxyOptions options;
  private final Transport transport;
  private final EventLoopGroup group;
  private final List<Lane> lanes;
  private final AccessLogs logs;
  private final Servings servings;
  private final Contexts contexts;
  private final EndpointHealth health;
  private final Overload overload;
  private final Admission admission;
  private final OverloadWatch overloadWatch;
  private final AtomicBoolean unhealthy = new AtomicBoolean();
  private final DrainingChains draining = new DrainingChains();
  private final AtomicReference<Plan> plan = new AtomicReference<>(Plan.EMPTY);

  // Guarded by this.
  private final Map<ListenAt, OpenListener> open = new LinkedHashMap<>();
  private int opened;
  private boolean leaving;
  private boolean closed;

  public Proxy(ProxyOptions options) {
    this.options = options;
    this.transport = Transport.orFallback(options.transport());
    this.group =
        new MultiThreadIoEventLoopGroup(options.eventLoops(), threads(), transport.ioHandlers());
    this.contexts = new Contexts(options.tls(), options.clock());
    ProxyOptions.Bounds bounds = options.bounds();
    this.overload = new Overload(bounds.overload(), options.metrics());
    this.lanes = lanes();
    this.health =
        new EndpointHealth(
            options.metrics(), options.randoms().get(), options.nanoTime(), contexts.clients());
    this.logs = new AccessLogs(options.limits().accessLogLines(), options.metrics());
    this.servings = new Servings(options.metrics(), logs);
    this.admission = new Admission(overload, bounds.overload().connections(), bounds.connections());
    this.overloadWatch =
        new OverloadWatch(
            bounds.overload(),
            bounds.memoryBytes(),
            overload,
            new OverloadWatch.Watched(
                PooledByteBufAllocator.DEFAULT::pinnedDirectMemory, admission::open, this::rescale),
            options.metrics());
    overloadWatch.start();
  }

  /// Waits are of another length from now on.
  private void rescale() {
    for (Lane lane : lanes) {
      lane.worker().loop().execute(lane.worker().deadlines()::rescale);
    }
  }

  private static ThreadFactory threads() {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new FastThreadLocalThread(task, "limpet-loop-" + count.getAndIncrement());
      thread.setDaemon(true);
      return thread;
    };
  }

  private List<Lane> lanes() {
    Sources sources =
        new Sources(
            transport,
            options.localIp(),
            PooledByteBufAllocator.DEFAULT,
            options.clock(),
            options.nanoTime(),
            options.randoms(),
            new AtomicLong(),
            overload.timers());
    ClusterCounts counts = new ClusterCounts(options.metrics());
    List<Lane> made = new ArrayList<>();
    ProxyLimits limits = options.limits().ofOneLoop(options.eventLoops());
    for (EventExecutor each : group) {
      Worker worker = new Worker((EventLoop) each, sources, limits, options.metrics());
      made.add(Lane.of(worker, counts, contexts.clients(), overload));
    }
    return List.copyOf(made);
  }

  /// How sockets are watched: what was asked for, or NIO where this machine lacks it.
  public Transport transport() {
    return transport;
  }

  /// The plan that new requests follow.
  public Plan plan() {
    return plan.get();
  }

  /// Serves the first plan: opens all of its listeners, or none.
  public void start(Plan first) throws ListenersUnavailableException {
    start(first, InheritedSockets.none());
  }

  /// The same with sockets that another process had before. Nobody is accepted before all are open,
  /// so that a start that fails takes no connection from that process.
  public synchronized void start(Plan first, InheritedSockets sockets)
      throws ListenersUnavailableException {
    List<ListenerProblem> problems = change(first, sockets);
    if (!problems.stream().allMatch(ListenerProblem::bearable)) {
      var _ = change(Plan.EMPTY, InheritedSockets.none());
      throw new ListenersUnavailableException(problems);
    }
    open.values().forEach(OpenListener::accept);
  }

  /// Serves another plan from the next request on. New listeners are opened before old ones are
  /// drained; those that cannot be opened are told, and the rest is served. Nothing happens once it
  /// is closed.
  public synchronized List<ListenerProblem> update(Plan next) {
    if (closed) {
      return List.of();
    }
    List<ListenerProblem> problems = change(next, InheritedSockets.none());
    if (!leaving) {
      open.values().forEach(OpenListener::accept);
    }
    return problems;
  }

  private List<ListenerProblem> change(Plan next, InheritedSockets sockets) {
    List<ListenerProblem> problems = new ArrayList<>();
    Set<UpstreamTransport> transports = transports(next);
    encrypt(next, transports, problems);
    Map<ListenAt, OpenListener> gone = new LinkedHashMap<>(open);
    for (ListenerPlan listener : next.listeners().values()) {
      gone.remove(ListenAt.of(listener));
      @Nullable String missing = listener.quic() == null ? null : QuicLibrary.missing();
      if (missing != null) {
        LOG.log(System.Logger.Level.WARNING, "listener {0}: {1}", listener.name(), missing);
        problems.add(new ListenerProblem(listener.name(), missing, true));
        continue;
      }
      try {
        ListenerCounters counters = new ListenerCounters(options.metrics(), statAddress(listener));
        serve(
            new ChainMaker(
                new ChainMaker.Shared(lanes, servings, contexts, problems),
                next,
                listener,
                counters),
            sockets);
      } catch (IOException problem) {
        problems.add(new ListenerProblem(listener.name(), String.valueOf(problem.getMessage())));
      }
    }
    plan.set(next);
    health.update(next);
    gone.forEach(this::drain);
    forgetEndpoints(next, transports);
    return List.copyOf(problems);
  }

  /// What endpoints' TLS needs is there before any request may ask for it.
  private void encrypt(
      Plan next, Set<UpstreamTransport> transports, List<ListenerProblem> problems) {
    try {
      contexts
          .clients()
          .update(
              Stream.concat(transports.stream(), transportsOfChecks(next))
                  .map(UpstreamTransport::tls)
                  .filter(Objects::nonNull)
                  .collect(Collectors.toSet()));
    } catch (SSLException problem) {
      problems.add(new ListenerProblem("(all)", "TLS with endpoints: " + problem.getMessage()));
    }
  }

  @SuppressWarnings("ReferenceEquality") // thousands of endpoints have one transport
  private static Set<UpstreamTransport> transports(Plan plan) {
    Set<UpstreamTransport> transports = new HashSet<>();
    for (ClusterPlan cluster : plan.clusters().values()) {
      UpstreamTransport last = UpstreamTransport.PLAIN_TEXT;
      for (Endpoint endpoint : cluster.endpoints()) {
        UpstreamTransport now = endpoint.transport();
        if (now != last && !now.isPlainText()) {
          transports.add(now);
        }
        last = now;
      }
    }
    return transports;
  }

  private static Stream<UpstreamTransport> transportsOfChecks(Plan plan) {
    return plan.clusters().values().stream()
        .flatMap(cluster -> cluster.health().targets().values().stream())
        .map(HealthPlan.Target::transport)
        .filter(Objects::nonNull);
  }

  private void serve(ChainMaker maker, InheritedSockets sockets) throws IOException {
    ListenAt at = ListenAt.of(maker.listener());
    OpenListener running = open.get(at);
    if (running == null && leaving) {
      return; // whoever comes after us listens there
    }
    if (running == null) {
      open.put(
          at,
          OpenListener.open(
              maker,
              sockets,
              lanes,
              opened++,
              new OpenListener.Means(new Leave(unhealthy, overload), admission, draining)));
    } else {
      running.serve(maker, options.limits().askedDrainMillis());
    }
  }

  /// `0.0.0.0_8080`; colons would end the name (Envoy: listener_impl.cc).
  private static String statAddress(ListenerPlan listener) {
    InetSocketAddress at = listener.address();
    String ip = at.getAddress().getHostAddress();
    String text = ip.indexOf(':') < 0 ? ip : "[" + ip + "]";
    return text.replace(':', '_') + "_" + at.getPort();
  }

  private void drain(ListenAt at, OpenListener listener) {
    open.remove(at);
    listener.drain(options.limits());
  }

  /// Connections to endpoints that the plan no longer has are closed when they are idle.
  private void forgetEndpoints(Plan next, Set<UpstreamTransport> transports) {
    for (Lane lane : lanes) {
      lane.worker().loop().execute(() -> lane.pools().keepOnly(next.clusters(), transports));
    }
  }

  /// Begins the health checks of a plan that is not served yet. Done when each endpoint was checked
  /// once: until then, Envoy opens no listener.
  public synchronized CompletableFuture<Void> firstHealthChecks(Plan first) {
    encrypt(first, transports(first), new ArrayList<>());
    health.update(first);
    return health.firstChecks();
  }

  /// From now on those who ask how the proxy does are told that it fails, or that it is well again;
  /// and clients are told to come anew while it fails (Envoy: `/healthcheck/fail`).
  public void failHealthChecks(boolean fails) {
    unhealthy.set(fails);
  }

  /// Whether health checks are to fail.
  public boolean failsHealthChecks() {
    return unhealthy.get();
  }

  /// Tells the clients of these listeners to come anew, more and more of them until all are told,
  /// and accepts no more: `stop` says when. What is open is served on (Envoy: `/drain_listeners`).
  public synchronized void drainListeners(Set<String> names, Stop stop) {
    long millis = options.limits().askedDrainMillis();
    for (ListenerPlan listener : plan.get().listeners().values()) {
      @Nullable OpenListener running = open.get(ListenAt.of(listener));
      if (running != null && names.contains(listener.name())) {
        running.leave(options.nanoTime().getAsLong(), options.limits().drainAtOnce() ? 0 : millis);
      }
    }
    switch (stop) {
      case NOW -> stop(names);
      case AFTER_DRAIN ->
          CompletableFuture.delayedExecutor(
                  millis, TimeUnit.MILLISECONDS, Thread::startVirtualThread)
              .execute(() -> stop(names));
      case NEVER -> {}
    }
  }

  private synchronized void stop(Set<String> names) {
    for (ListenerPlan listener : plan.get().listeners().values()) {
      @Nullable OpenListener running = open.get(ListenAt.of(listener));
      if (running != null && names.contains(listener.name())) {
        running.stop();
      }
    }
  }

  /// The beginning of the proxy's end: no listener is opened any more, and those that are open go
  /// on accepting. Clients are told to come anew, as many and as fast as `drainListeners` tells
  /// them; with `everyone`, all of them from now on.
  public synchronized void leave(boolean everyone) {
    leaving = true;
    long now = options.nanoTime().getAsLong();
    if (everyone || options.limits().drainAtOnce()) {
      open.values().forEach(each -> each.leaveNow(now));
    } else {
      open.values().forEach(each -> each.leave(now, options.limits().askedDrainMillis()));
    }
  }

  /// Accepts no more; what is open is served on.
  public synchronized void stopListening() {
    open.values().forEach(OpenListener::stop);
  }

  /// The sockets that another process may listen on in this one's place.
  public synchronized List<SharedSocket> sockets() {
    return open.values().stream().flatMap(each -> each.shared().stream()).toList();
  }

  /// Runs `act` while these sockets cannot be closed; false where they are others by now.
  public synchronized boolean hold(List<SharedSocket> sockets, Runnable act) {
    if (!sockets().equals(sockets)) {
      return false;
    }
    act.run();
    return true;
  }

  /// The sockets of datagrams that another process calls so, or null.
  public synchronized @Nullable SharedDatagrams datagrams(String name) {
    return quicSockets().filter(each -> each.name().equals(name)).findFirst().orElse(null);
  }

  /// Reads the sockets of datagrams that another process had before and reads no more. `former`
  /// says of each, by its name, whom to pass on what is for connections there, if anybody.
  public synchronized void takeOverDatagrams(Function<String, Optional<FormerOwner>> former) {
    quicSockets()
        .filter(QuicSockets::areInherited)
        .forEach(each -> each.takeOver(former.apply(each.name()).orElse(null)));
  }

  private Stream<QuicSockets> quicSockets() {
    return open.values().stream().map(OpenListener::datagrams).filter(Objects::nonNull);
  }

  /// The connections of clients that are open.
  public long connections() {
    return ListenerCounters.openConnections(options.metrics()).sum();
  }

  /// Where a listener really listens: its port is known even if any was wanted.
  public synchronized Optional<InetSocketAddress> address(String listener) {
    return Optional.ofNullable(plan.get().listeners().get(listener))
        .map(wanted -> open.get(ListenAt.of(wanted)))
        .map(OpenListener::address);
  }

  /// Accepts no more, lets the answers under way finish for a while, then stops.
  @Override
  public synchronized void close() {
    closed = true;
    long millis = options.limits().drainMillis();
    List<CompletableFuture<Void>> ended = new ArrayList<>(List.of(draining.end(millis)));
    open.values().forEach(each -> ended.add(each.end(millis)));
    open.clear();
    CompletableFuture.allOf(ended.toArray(CompletableFuture<?>[]::new)).join();
    forgetEndpoints(Plan.EMPTY, Set.of());
    health.close();
    overloadWatch.close();
    group.shutdownGracefully(0, millis, TimeUnit.MILLISECONDS).awaitUninterruptibly();
    logs.close();
  }
}
