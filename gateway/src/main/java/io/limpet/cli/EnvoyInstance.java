package io.limpet.cli;

import io.envoyproxy.envoy.admin.v3.ServerInfo;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.limpet.admin.HealthServer;
import io.limpet.control.ControlPlane;
import io.limpet.envoy.EnvoyProcess;
import io.limpet.mesh.MeshOptions;
import io.limpet.metrics.Metrics;
import io.limpet.model.Problem;
import io.limpet.source.Source;
import io.limpet.source.keys.KeySetSource;
import io.limpet.world.World;
import io.limpet.world.WorldOptions;
import io.limpet.world.api.ApiServer;
import io.limpet.xds.server.AdsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// A local world whose traffic a stock Envoy carries, which our control plane tells how. Envoy's
/// own admin interface is where ours would be.
final class EnvoyInstance implements DemoInstance {
  private static final Duration START_LIMIT = Duration.ofSeconds(30);

  private final InstancePorts own;
  private final Consumer<String> out;
  private final Metrics metrics = new Metrics();
  private final ControlPlane plane;
  private final Node node;
  private final World world = new World(WorldOptions.standard(System.getenv()));
  private final List<AutoCloseable> running = new ArrayList<>();
  private volatile ServerInfo.State state = ServerInfo.State.INITIALIZING; // starter and closer
  private List<String> listeners = List.of(); // starter only

  private EnvoyInstance(
      GatewayFlags flags,
      InstancePorts own,
      Map<Integer, List<Integer>> ports,
      Consumer<String> out) {
    this.own = own;
    this.out = out;
    MeshOptions mesh = flags.mesh().options(ports);
    this.plane = new ControlPlane(flags.mesh().proxy(), mesh, new Told(new ProblemLog(out), out));
    this.node = GatewayNode.of(flags.mesh().proxy(), mesh.istioVersion().release()).node();
  }

  /// Serves what `source` says through the Envoy at `program`.
  static EnvoyInstance start(
      GatewayFlags flags,
      Map<Integer, List<Integer>> ports,
      Source source,
      Path program,
      Consumer<String> out)
      throws StartException {
    InstancePorts own = FreePorts.require(flags.instancePorts()); // Envoy must be told which
    for (int each : ports.values().stream().flatMap(List::stream).toList()) {
      var _ = FreePorts.require(each, "--port");
    }
    EnvoyInstance instance = new EnvoyInstance(flags, own, ports, out);
    try {
      instance.run(source, program, flags.loops().eventLoops());
      return instance;
    } catch (StartException | RuntimeException failed) {
      instance.close();
      throw failed;
    }
  }

  private void run(Source source, Path program, int eventLoops) throws StartException {
    KeySetSource keys = new KeySetSource(plane::offer);
    running.add(keys);
    plane.keysFrom(keys::want);
    plane.start();
    running.add(plane);
    running.add(world);
    running.add(source);
    Relay relay = new Relay(plane::offer, world::accept);
    source.start(relay);
    try {
      plane.awaitBegun();
      AdsServer server = new AdsServer(loopback(0), plane, metrics);
      running.add(server);
      running.add(new HealthServer(new InetSocketAddress(own.status()), () -> state));
      String bootstrap = new EnvoyBootstrap(node, server.port(), own.admin()).json();
      EnvoyProcess envoy =
          EnvoyProcess.start(
              new EnvoyProcess.Start(program, bootstrap, eventLoops, own.admin()), out);
      running.add(envoy);
      if (!envoy.awaitReady(START_LIMIT)) {
        throw new StartException("Envoy (" + program + ") does not start; see what it said");
      }
      listeners = envoy.listeners();
      world.start(plane::offer);
      relay.open();
      running.add(new ApiServer(loopback(own.api()), world));
      state = ServerInfo.State.LIVE;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted while starting");
    } catch (IOException failed) {
      throw new StartException("cannot start: " + failed.getMessage());
    }
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /// Configuration thread.
  private record Told(ProblemLog log, Consumer<String> out) implements ControlPlane.Reports {
    @Override
    public void problems(String place, List<Problem> problems) {
      log.tell(place, problems);
    }

    @Override
    public void mistaken(RuntimeException ours) {
      out.accept("error: a mistake of Limpet's own; what was told last goes on: " + ours);
    }
  }

  @Override
  public boolean awaitPods(Duration limit) {
    return new WorldPods(world).await(limit);
  }

  @Override
  public List<String> listeners() {
    return listeners;
  }

  @Override
  public InstancePorts ownPorts() {
    return own;
  }

  @Override
  public void drain(boolean soon) {
    state = ServerInfo.State.DRAINING;
  }

  /// No other process takes its place.
  @Override
  public CompletableFuture<Void> over() {
    return new CompletableFuture<>();
  }

  /// Envoy and the programs of pods are processes of their own.
  @Override
  public void cut() {
    Foreground.close(running, out);
  }

  /// Envoy ends first, then the pods.
  @Override
  public void close() {
    state = ServerInfo.State.DRAINING;
    Foreground.close(running, out);
  }
}
