package io.limpet.cli;

import io.envoyproxy.envoy.config.core.v3.Node;
import io.limpet.admin.ControlServer;
import io.limpet.admin.ControlView;
import io.limpet.control.ControlPlane;
import io.limpet.control.Limits;
import io.limpet.mesh.GatewayProxy;
import io.limpet.mesh.MeshOptions;
import io.limpet.metrics.Metrics;
import io.limpet.model.Kind;
import io.limpet.model.Problem;
import io.limpet.source.Source;
import io.limpet.source.keys.KeySetSource;
import io.limpet.xds.resources.Resources;
import io.limpet.xds.server.AdsServer;
import io.limpet.xds.server.RefusedNodeException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// One running control plane: its source, its thread and its ports. Gateways are listened to when
/// there is something to tell them.
final class ControlInstance implements Foreground.Running {
  private final Setup setup;
  private final Consumer<String> out;
  private final Metrics metrics = new Metrics();
  private final long started = System.nanoTime();
  private final ControlPlane plane;
  private final List<AutoCloseable> running = new ArrayList<>();
  private String told = "";
  private int port;
  private int adminPort;

  /// What a control plane is made of.
  record Setup(
      GatewayProxy proxy,
      MeshOptions options,
      Limits limits,
      List<AdsServer.Place> places,
      InetSocketAddress admin) {}

  private ControlInstance(Setup setup, Consumer<String> out) {
    this.setup = setup;
    this.out = out;
    this.plane = new ControlPlane(setup.proxy(), setup.options(), setup.limits(), new Told(out));
  }

  static ControlInstance start(Setup setup, Source source, Consumer<String> out)
      throws StartException {
    ControlInstance instance = new ControlInstance(setup, out);
    try {
      instance.run(source);
      return instance;
    } catch (StartException | RuntimeException failed) {
      instance.close();
      throw failed;
    }
  }

  private void run(Source source) throws StartException {
    KeySetSource keys = new KeySetSource(plane::offer);
    running.add(keys);
    plane.keysFrom(keys::want);
    plane.start();
    running.add(plane);
    running.add(source);
    source.start(plane::offer);
    try {
      plane.awaitBegun();
      AdsServer server = new AdsServer(setup.places(), plane, metrics);
      running.add(server);
      ControlServer pages = new ControlServer(setup.admin(), view(server));
      running.add(pages);
      count();
      port = server.port();
      adminPort = pages.address().getPort();
      told = told(server, pages);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted while starting");
    } catch (IOException taken) {
      throw new StartException("cannot start: " + reason(taken));
    }
  }

  /// gRPC says which port it could not have, and the cause says why.
  private static String reason(IOException taken) {
    Throwable cause = taken.getCause();
    return cause == null
        ? String.valueOf(taken.getMessage())
        : taken.getMessage() + ": " + cause.getMessage();
  }

  private ControlView view(AdsServer server) {
    return new ControlView(
        Version.text(),
        plane::isBegun,
        server::streams,
        this::told,
        plane::told,
        plane::resources,
        metrics);
  }

  private Optional<Resources> told(Node node) {
    try {
      return Optional.of(plane.told(node));
    } catch (RefusedNodeException refused) {
      return Optional.empty();
    }
  }

  /// Numbers under istiod's names (`pilot/pkg/model/push_context.go`).
  private void count() {
    Metrics.Scope numbers = metrics.istiod();
    numbers.gauge("istiod_uptime_seconds", () -> (System.nanoTime() - started) / 1_000_000_000);
    numbers.gauge("pilot_services", () -> known(Kind.SERVICE) + known(Kind.SERVICE_ENTRY));
    numbers.gauge("pilot_virt_services", () -> known(Kind.VIRTUAL_SERVICE));
  }

  private long known(Kind kind) {
    return plane.resources().stream().filter(each -> each.kind() == kind).count();
  }

  private String told(AdsServer server, ControlServer pages) {
    StringBuilder text = new StringBuilder("xDS on :" + server.port());
    if (setup.places().size() > 1) {
      text.append(", with TLS on :").append(server.ports().getLast());
    }
    return text.append(", debug pages and metrics http://127.0.0.1:")
        .append(pages.address().getPort())
        .toString();
  }

  int port() {
    return port;
  }

  int adminPort() {
    return adminPort;
  }

  /// Where it can be reached.
  String told() {
    return told;
  }

  /// What the control plane says, for who reads the terminal. Configuration thread.
  private final class Told implements ControlPlane.Reports {
    private final ProblemLog log;

    Told(Consumer<String> out) {
      this.log = new ProblemLog(out);
    }

    @Override
    public void problems(String place, List<Problem> problems) {
      log.tell(place, problems);
    }

    @Override
    public void changed(boolean endpoints) {
      String type = endpoints ? "eds" : "config";
      metrics.istiod().counter("pilot_inbound_updates", "type", type).increment();
    }

    @Override
    public void told(long nanos) {
      metrics.istiod().counter("pilot_pushcontext_init_seconds_count").increment();
      metrics.limpet().counter("build_microseconds").add(nanos / 1_000);
    }

    @Override
    public void mistaken(RuntimeException ours) {
      metrics.istiod().counter("pilot_total_xds_internal_errors").increment();
      out.accept("error: a mistake of Limpet's own; what was told last goes on: " + ours);
    }
  }

  @Override
  public void close() {
    Foreground.close(running, out);
  }
}
