package io.limpet.cli;

import io.envoyproxy.envoy.admin.v3.ServerInfo;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.limpet.admin.AdminServer;
import io.limpet.admin.AdminView;
import io.limpet.admin.FirstSeen;
import io.limpet.admin.HealthServer;
import io.limpet.metrics.Metrics;
import io.limpet.proxy.Proxy;
import io.limpet.proxy.ProxyOptions;
import io.limpet.proxy.discovery.DnsDiscovery;
import io.limpet.proxy.loop.ProxyLimits;
import io.limpet.proxy.loop.Transport;
import io.limpet.proxy.plan.reading.fields.RuntimeValues;
import io.limpet.xds.client.AdsClient;
import io.limpet.xds.client.AdsOptions;
import io.limpet.xds.resources.Resources;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A gateway that does what Envoy's own configuration says: the proxy, its admin port, and the
/// conversation with a control plane if there is one.
final class GatewayInstance implements Served {
  private final Setup setup;
  private final Consumer<String> out;
  private final Metrics metrics = new Metrics();
  private final FirstSeen firstSeen = new FirstSeen(Clock.systemUTC());
  private final Instant started = Instant.now();
  private final ScheduledExecutorService configuration =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("limpet-configuration").daemon().factory());
  private final HotRestart restart;
  private final FirstConfiguration first;
  private final List<AutoCloseable> running = new ArrayList<>();
  private final List<AutoCloseable> ports = new CopyOnWriteArrayList<>();
  private final Proxy proxy;
  private final GatewayPlans plans;
  private @Nullable InetSocketAddress adminAddress; // starter only
  private volatile ServerInfo.State state = ServerInfo.State.PRE_INITIALIZING; // starter and closer

  /// What a gateway is made of. The two addresses are null where nobody should listen.
  record Setup(
      Resources resources,
      Optional<AdsOptions> ads,
      RuntimeValues runtime,
      BootstrapPlaces places,
      Node node,
      Ports ports,
      Drains drains,
      ProxyOptions.Bounds bounds) {}

  /// How it takes leave of its clients.
  record Drains(ProxyLimits limits, TerminationDrain termination, HotRestart.Options restart) {
    static final Drains AT_ONCE =
        new Drains(
            ProxyLimits.DEFAULT,
            new TerminationDrain(Duration.ZERO, Duration.ZERO),
            HotRestart.Options.NONE);
  }

  /// Where it is asked how it is, and what it is made of besides.
  record Ports(
      @Nullable InetSocketAddress admin,
      @Nullable InetSocketAddress status,
      int eventLoops,
      Transport transport) {}

  private GatewayInstance(Setup setup, Consumer<String> out) {
    this.setup = setup;
    this.out = out;
    this.restart = new HotRestart(setup.drains().restart(), out);
    this.first = new FirstConfiguration(restart);
    this.proxy =
        new Proxy(
            ProxyOptions.usual(metrics)
                .withEventLoops(setup.ports().eventLoops())
                .withTransport(setup.ports().transport())
                .withLimits(setup.drains().limits())
                .withBounds(setup.bounds()));
    DnsDiscovery names =
        new DnsDiscovery(metrics, RandomGenerator.getDefault(), this::moreNamesAreKnown);
    running.add(names);
    this.plans =
        new GatewayPlans(setup.runtime(), setup.places(), names, configuration, new Serving());
    running.add(plans);
  }

  private void moreNamesAreKnown() {
    configuration.execute(plans::known);
  }

  static GatewayInstance start(Setup setup, Consumer<String> out) throws StartException {
    GatewayInstance instance = new GatewayInstance(setup, out);
    try {
      instance.run();
      return instance;
    } catch (StartException | RuntimeException failed) {
      instance.close();
      throw failed;
    }
  }

  private void run() throws StartException {
    restart.begin(new Leaving(), metrics);
    running.add(restart);
    if (!restart.takesPlace()) {
      open();
    }
    state = ServerInfo.State.INITIALIZING;
    if (setup.ads().isPresent()) {
      AdsClient client = new AdsClient(setup.ads().get(), setup.resources(), plans, configuration);
      running.add(client);
      client.start();
    } else {
      configuration.execute(
          () -> {
            plans.carry(setup.resources());
            plans.ready();
          });
    }
    first.await();
    state = ServerInfo.State.LIVE;
    if (restart.takesPlace()) {
      restart.served(proxy, metrics);
      openLate();
    }
  }

  /// It serves already, so it goes on without the ports that cannot be had.
  private void openLate() {
    try {
      open();
    } catch (StartException taken) {
      out.accept("error: " + taken.getMessage() + "; traffic is served all the same");
    }
  }

  /// When another process has taken this one's place.
  private final class Leaving implements HotRestart.Leaving {
    @Override
    public Proxy proxy() {
      return proxy;
    }

    @Override
    public void release() {
      state = ServerInfo.State.DRAINING;
      Foreground.close(ports, out);
    }
  }

  private void open() throws StartException {
    ProxyControls controls = new ProxyControls(() -> proxy);
    AdminView view =
        new AdminView(
            new AdminView.Server(
                Version.text(),
                setup.node(),
                restart.commandLine(setup.ports().eventLoops(), setup.drains().limits()),
                started,
                setup.resources()),
            () -> controls.of(state),
            () -> plans.current().resources(),
            () -> plans.current().plan(),
            firstSeen,
            metrics,
            controls);
    @Nullable InetSocketAddress admin = setup.ports().admin();
    @Nullable InetSocketAddress status = setup.ports().status();
    try {
      if (admin != null) {
        AdminServer server = new AdminServer(admin, view, Clock.systemUTC());
        ports.add(server);
        adminAddress = server.address();
      }
      if (status != null) {
        ports.add(new HealthServer(status, () -> controls.of(state)));
      }
    } catch (IOException taken) {
      throw new StartException("cannot start: " + taken.getMessage());
    }
  }

  /// Configuration thread.
  private final class Serving implements GatewayPlans.Events {
    @Override
    public CompletableFuture<Void> prepare(Configuration configured) {
      return proxy.firstHealthChecks(configured.plan());
    }

    @Override
    public void begin(Configuration configured) {
      firstSeen.saw(configured.resources());
      first.serve(configured, proxy);
    }

    @Override
    public void next(Configuration configured) {
      firstSeen.saw(configured.resources());
      proxy.update(configured.plan()).forEach(problem -> out.accept("error: " + problem));
    }

    @Override
    public void tell(String text) {
      out.accept(text);
    }

    @Override
    public void mistaken(RuntimeException ours) {
      metrics.limpet().counter("internal_errors").increment();
      if (!first.fail(ours)) {
        out.accept("error: a mistake of Limpet's own; what served before goes on: " + ours);
      }
    }
  }

  /// What is served now.
  Configuration configuration() {
    return plans.current();
  }

  /// Where a listener is open.
  Optional<InetSocketAddress> address(String listener) {
    return proxy.address(listener);
  }

  /// Where the admin interface is, if it is.
  Optional<InetSocketAddress> admin() {
    return Optional.ofNullable(adminAddress);
  }

  @Override
  public void drain(boolean soon) {
    state = ServerInfo.State.DRAINING;
    setup.drains().termination().carryOut(proxy, soon);
  }

  @Override
  public CompletableFuture<Void> over() {
    return restart.over();
  }

  /// Nothing outlives the process.
  @Override
  public void cut() {}

  /// No more requests are accepted; those under way are answered.
  @Override
  public void close() {
    state = ServerInfo.State.DRAINING;
    proxy.close();
    Foreground.close(running, out);
    Foreground.close(ports, out);
    configuration.shutdown();
  }
}
