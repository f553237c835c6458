package io.limpet.cli;

import io.limpet.control.ControlPlane;
import io.limpet.metrics.Metrics;
import io.limpet.model.Problem;
import io.limpet.source.Source;
import io.limpet.xds.server.AdsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// One running control plane: its source, its thread and its ports. Gateways are listened to when
/// there is something to tell them.
final class ControlInstance implements Foreground.Running {
  private final Consumer<String> out;
  private final Metrics metrics = new Metrics();
  private final ControlPlane plane;
  private final List<AutoCloseable> running = new ArrayList<>();
  private int port;

  private ControlInstance(MeshFlags flags, Consumer<String> out) {
    this.out = out;
    this.plane = new ControlPlane(flags.proxy(), flags.options(Map.of()), new Told(out));
  }

  static ControlInstance start(MeshFlags flags, int port, Source source, Consumer<String> out)
      throws StartException {
    ControlInstance instance = new ControlInstance(flags, out);
    try {
      instance.run(port, source);
      return instance;
    } catch (StartException | RuntimeException failed) {
      instance.close();
      throw failed;
    }
  }

  private void run(int wanted, Source source) throws StartException {
    plane.start();
    running.add(plane);
    running.add(source);
    source.start(plane::offer);
    try {
      plane.awaitBegun();
      AdsServer server = new AdsServer(new InetSocketAddress(wanted), plane, metrics);
      running.add(server);
      port = server.port();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted while starting");
    } catch (IOException taken) {
      throw new StartException("cannot start: " + taken.getMessage());
    }
  }

  int port() {
    return port;
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
    public void told(long nanos) {}

    @Override
    public void mistaken(RuntimeException ours) {
      metrics.limpet().counter("internal_errors").increment();
      out.accept("error: a mistake of Limpet's own; what was told last goes on: " + ours);
    }
  }

  @Override
  public void close() {
    Foreground.close(running, out);
  }
}
