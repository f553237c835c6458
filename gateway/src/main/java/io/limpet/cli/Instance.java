package io.limpet.cli;

import io.envoyproxy.envoy.admin.v3.ServerInfo;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.limpet.admin.AdminServer;
import io.limpet.admin.AdminView;
import io.limpet.admin.FirstSeen;
import io.limpet.admin.HealthServer;
import io.limpet.mesh.MeshOptions;
import io.limpet.metrics.Metrics;
import io.limpet.model.Change;
import io.limpet.model.Kind;
import io.limpet.model.ResourceId;
import io.limpet.proxy.Proxy;
import io.limpet.proxy.ProxyOptions;
import io.limpet.proxy.discovery.DnsDiscovery;
import io.limpet.proxy.loop.ProxyLimits;
import io.limpet.proxy.plan.OverloadPlan;
import io.limpet.source.Source;
import io.limpet.source.keys.KeySetSource;
import io.limpet.world.World;
import io.limpet.world.WorldOptions;
import io.limpet.world.api.ApiServer;
import io.limpet.xds.filesystem.SecretFiles;
import io.limpet.xds.resources.Resources;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// One running Limpet: files or texts, the local world, the configuration thread and the proxy.
///
/// The first configuration is built from the files alone, and its listeners are open before
/// anything else begins: a port in use ends the start while there are no pods yet.
final class Instance implements DemoInstance {
  private final Consumer<String> out;
  private final Metrics metrics = new Metrics();
  private final FirstSeen firstSeen = new FirstSeen(Clock.systemUTC());
  private final Instant started = Instant.now();
  private final CompletableFuture<Proxy> proxy;
  private final HotRestart restart;
  private final FirstConfiguration first;
  private final ConfigurationThread configuration;
  private final int eventLoops;
  private final ProxyLimits limits;
  private final DrainFlags drains;
  private final Node node;
  private volatile ServerInfo.State state = ServerInfo.State.PRE_INITIALIZING; // starter and closer
  private final World world = new World(WorldOptions.standard(System.getenv()));
  private final List<AutoCloseable> running = new ArrayList<>();
  private final List<AutoCloseable> ports = new CopyOnWriteArrayList<>();
  private InstancePorts own; // starter only; 0 stands for any until it is known

  private Instance(
      GatewayFlags flags,
      Map<Integer, List<Integer>> ports,
      HotRestart.Options restart,
      Consumer<String> out) {
    this.own = flags.instancePorts();
    this.out = out;
    this.restart = new HotRestart(restart, out);
    this.first = new FirstConfiguration(this.restart);
    this.eventLoops = flags.loops().eventLoops();
    this.limits = flags.drains().limits();
    ProxyOptions options =
        ProxyOptions.usual(metrics)
            .withEventLoops(eventLoops)
            .withTransport(flags.loops().transport())
            .withLimits(limits)
            .withBounds(flags.bounds().bounds(OverloadPlan.NONE));
    this.drains = flags.drains();
    var _ = drains.termination(null); // tells at once of a flag that is wrong
    // The native transport and the event loops come up while the files are read.
    this.proxy = CompletableFuture.supplyAsync(() -> new Proxy(options));
    MeshOptions mesh = flags.mesh().options(ports);
    this.node = GatewayNode.of(flags.mesh().proxy(), mesh.istioVersion().release()).node();
    this.configuration =
        new ConfigurationThread(
            flags.mesh().proxy(), mesh, new ProblemLog(out), this::publish, this::mistaken);
  }

  /// Serves what `source` says, with the pods of its Deployments.
  static Instance start(
      GatewayFlags flags,
      Map<Integer, List<Integer>> ports,
      HotRestart.Options restart,
      Source source,
      Consumer<String> out)
      throws StartException {
    if (restart.place().epoch() == 0) {
      var _ = FreePorts.require(flags.instancePorts());
    }
    Instance instance = new Instance(flags, ports, restart, out);
    try {
      instance.run(source);
      return instance;
    } catch (StartException | RuntimeException failed) {
      instance.close();
      throw failed;
    }
  }

  private void run(Source source) throws StartException {
    restart.begin(new Leaving(), metrics);
    running.add(restart);
    KeySetSource keys = new KeySetSource(configuration::offer);
    running.add(keys);
    configuration.keysFrom(keys::want);
    DnsDiscovery names =
        new DnsDiscovery(metrics, RandomGenerator.getDefault(), configuration::moreIsKnown);
    running.add(names);
    configuration.namesFrom(names);
    SecretFiles files = new SecretFiles(configuration::moreIsKnown);
    running.add(files);
    configuration.secretsFrom(files);
    configuration.start();
    running.add(configuration);
    running.add(world);
    running.add(source);
    Relay relay = new Relay(configuration::offer, world::accept);
    source.start(restart.takesPlace() ? change -> heir(change, relay) : relay);
    state = ServerInfo.State.INITIALIZING;
    if (!restart.takesPlace()) {
      open();
    }
    first.await();
    if (restart.takesPlace()) {
      restart.served(proxy.join(), metrics);
      openLate(this::open);
    }
    world.start(configuration::offer);
    relay.open();
    if (restart.takesPlace()) {
      openLate(this::openApi);
    } else {
      openApi();
    }
    state = ServerInfo.State.LIVE;
  }

  /// The pods of a world live in the process that started them, at addresses that no other process
  /// can have meanwhile.
  private void heir(Change change, Consumer<Change> to) {
    if (change instanceof Change.Put(var resource, var _) && hasPods(resource.id())) {
      first.refuse(
          ("no hot restart: the pods of %s would run in the old process and in this one: take the"
               + " place of a process whose endpoints run elsewhere (EndpointSlice, ServiceEntry),"
               + " or start this one with --restart-epoch 0 when the old one ended")
              .formatted(resource.id()));
    }
    to.accept(change);
  }

  private static boolean hasPods(ResourceId id) {
    return id.kind() == Kind.DEPLOYMENT || id.kind() == Kind.STATEFUL_SET;
  }

  private interface Opening {
    void open() throws StartException;
  }

  /// It serves already, so it goes on without the ports that cannot be had.
  private void openLate(Opening opening) {
    try {
      opening.open();
    } catch (StartException taken) {
      out.accept("error: " + taken.getMessage() + "; traffic is served all the same");
    }
  }

  /// When another process has taken this one's place.
  private final class Leaving implements HotRestart.Leaving {
    @Override
    public Proxy proxy() {
      return proxy.join();
    }

    @Override
    public void release() {
      state = ServerInfo.State.DRAINING;
      Foreground.close(ports, out);
    }
  }

  /// Configuration thread.
  private void publish(Configuration next) {
    firstSeen.saw(next.resources());
    Proxy serving = proxy.join();
    if (first.isRefused()) {
      return;
    }
    if (first.decided()) {
      serving.update(next.plan()).forEach(problem -> out.accept("error: " + problem));
      return;
    }
    first.serve(next, serving);
  }

  /// Configuration thread.
  private void mistaken(RuntimeException ours) {
    metrics.limpet().counter("internal_errors").increment();
    if (!first.fail(ours)) {
      out.accept("error: a mistake of Limpet's own; the last configuration keeps serving: " + ours);
    }
  }

  /// What tells how the gateway is comes first and goes last, so that it can tell of its start and
  /// its end too.
  private void open() throws StartException {
    ProxyControls controls = new ProxyControls(proxy::join);
    AdminView view =
        new AdminView(
            new AdminView.Server(
                Version.text(),
                node,
                restart.commandLine(eventLoops, limits),
                started,
                Resources.EMPTY),
            () -> controls.of(state),
            () -> configuration.current().resources(),
            () -> configuration.current().plan(),
            firstSeen,
            metrics,
            controls);
    try {
      AdminServer admin = new AdminServer(loopback(own.admin()), view, Clock.systemUTC());
      ports.add(admin);
      HealthServer health =
          new HealthServer(new InetSocketAddress(own.status()), () -> controls.of(state));
      ports.add(health);
      own = new InstancePorts(admin.address().getPort(), health.address().getPort(), own.api());
    } catch (IOException taken) {
      throw new StartException("cannot start: " + taken.getMessage());
    }
  }

  private void openApi() throws StartException {
    try {
      ApiServer api = new ApiServer(loopback(own.api()), world);
      ports.add(api);
      own = new InstancePorts(own.admin(), own.status(), api.port());
    } catch (IOException taken) {
      throw new StartException("cannot start: " + taken.getMessage());
    }
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  @Override
  public boolean awaitPods(Duration limit) {
    return new WorldPods(world).await(limit);
  }

  @Override
  public List<String> listeners() {
    return Listening.of(configuration());
  }

  @Override
  public InstancePorts ownPorts() {
    return own;
  }

  /// What is served now.
  Configuration configuration() {
    return configuration.current();
  }

  @Override
  public void drain(boolean soon) {
    state = ServerInfo.State.DRAINING;
    drains.termination(configuration.terminationDrain()).carryOut(proxy.join(), soon);
  }

  @Override
  public CompletableFuture<Void> over() {
    return restart.over();
  }

  /// The programs of pods are processes of their own.
  @Override
  public void cut() {
    world.close();
  }

  /// No more requests are accepted; those under way are answered; then the pods end.
  @Override
  public void close() {
    state = ServerInfo.State.DRAINING;
    proxy.thenAccept(Proxy::close).join();
    Foreground.close(running, out);
    Foreground.close(ports, out);
  }
}
