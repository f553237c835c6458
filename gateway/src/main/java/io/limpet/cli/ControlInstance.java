package io.limpet.cli;

import io.envoyproxy.envoy.config.core.v3.Node;
import io.limpet.admin.ControlServer;
import io.limpet.admin.ControlView;
import io.limpet.control.ControlPlane;
import io.limpet.control.Limits;
import io.limpet.mesh.GatewayProxy;
import io.limpet.mesh.MeshOptions;
import io.limpet.metrics.Metrics;
import io.limpet.model.Change;
import io.limpet.source.Source;
import io.limpet.source.keys.KeySetSource;
import io.limpet.source.keys.SavedKeys;
import io.limpet.xds.server.AdsServer;
import io.limpet.xds.server.Feed;
import io.limpet.xds.server.RefusedNodeException;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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

  /// What a control plane is made of. `state` is a folder for the keys that were fetched, or null.
  record Setup(
      GatewayProxy proxy,
      MeshOptions options,
      Limits limits,
      List<AdsServer.Place> places,
      InetSocketAddress admin,
      @Nullable Path state) {}

  private ControlInstance(Setup setup, Consumer<String> out) {
    this.setup = setup;
    this.out = out;
    this.plane =
        new ControlPlane(
            setup.proxy(), setup.options(), setup.limits(), new ControlReports(metrics, out));
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
    @Nullable SavedKeys saved = setup.state() == null ? null : new SavedKeys(setup.state(), out);
    KeySetSource keys = new KeySetSource(change -> fetched(change, saved));
    running.add(keys);
    plane.keysFrom(keys::want);
    plane.start();
    running.add(plane);
    if (saved != null) {
      saved.read().forEach(plane::offer);
    }
    running.add(source);
    source.start(plane::offer);
    try {
      plane.awaitBegun();
      AdsServer server = new AdsServer(setup.places(), plane, metrics, out);
      running.add(server);
      ControlServer pages = new ControlServer(setup.admin(), view(server));
      running.add(pages);
      ControlReports.count(metrics, plane, started);
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

  private void fetched(Change change, @Nullable SavedKeys saved) {
    if (change instanceof Change.KeySet set && saved != null) {
      saved.keep(set);
    }
    plane.offer(change);
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
        plane::withheld,
        plane::resources,
        metrics);
  }

  private Optional<Feed.Told> told(Node node) {
    try {
      return Optional.of(plane.told(node));
    } catch (RefusedNodeException refused) {
      return Optional.empty();
    }
  }

  private String told(AdsServer server, ControlServer pages) {
    StringBuilder text = new StringBuilder("xDS");
    for (int i = 0; i < setup.places().size(); i++) {
      AdsServer.Place place = setup.places().get(i);
      text.append(i == 0 ? " " : ", ")
          .append(place.tls() == null ? "in plain text" : "by TLS")
          .append(" on ")
          .append(told(place.address().getAddress()))
          .append(server.ports().get(i));
    }
    return text.append(", debug pages and metrics http://127.0.0.1:")
        .append(pages.address().getPort())
        .toString();
  }

  private static String text(InetAddress address) {
    return address instanceof Inet6Address
        ? "[" + address.getHostAddress() + "]"
        : address.getHostAddress();
  }

  /// All addresses of this machine need no name.
  private static String told(InetAddress address) {
    return address.isAnyLocalAddress() ? "all addresses, port " : text(address) + ":";
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

  @Override
  public void close() {
    Foreground.close(running, out);
  }
}
