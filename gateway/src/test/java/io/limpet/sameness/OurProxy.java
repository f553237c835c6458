package io.limpet.sameness;

import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.admin.v3.ServerInfo;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.limpet.admin.AdminServer;
import io.limpet.admin.AdminView;
import io.limpet.admin.FirstSeen;
import io.limpet.metrics.Metrics;
import io.limpet.proxy.Proxy;
import io.limpet.proxy.ProxyOptions;
import io.limpet.proxy.Stop;
import io.limpet.proxy.discovery.DnsDiscovery;
import io.limpet.proxy.plan.reading.PlanBuilder;
import io.limpet.proxy.plan.reading.fields.PlanProblem;
import io.limpet.proxy.plan.reading.fields.PlanProblem.Weight;
import io.limpet.proxy.plan.reading.fields.RuntimeValues;
import io.limpet.xds.filesystem.SecretFiles;
import io.limpet.xds.resources.Resources;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/// Our proxy with all that is around it: names that are looked up, health checks, the admin port.
/// It is ready when Envoy would be: names and endpoints were looked at once.
public final class OurProxy implements AutoCloseable {
  private final Metrics metrics;
  private final PlanBuilder plans;
  private final Proxy proxy;
  private final DnsDiscovery names;
  private final SecretFiles files = new SecretFiles(this::moreIsKnown);
  private final AdminServer admin;
  private final Resources resources;
  private boolean started;

  public OurProxy(Resources resources, RuntimeValues runtime) throws Exception {
    this(resources, runtime, 1);
  }

  OurProxy(Resources resources, RuntimeValues runtime, int loops) throws Exception {
    this(resources, runtime, usual().withEventLoops(loops));
  }

  OurProxy(Resources resources, RuntimeValues runtime, ProxyOptions.Bounds bounds, int loops)
      throws Exception {
    this(resources, runtime, usual().withEventLoops(loops).withBounds(bounds));
  }

  static ProxyOptions usual() {
    return ProxyOptions.usual(new Metrics()).withEventLoops(1);
  }

  OurProxy(Resources resources, RuntimeValues runtime, ProxyOptions options) throws Exception {
    this.metrics = options.metrics();
    this.proxy = new Proxy(options);
    this.resources = resources;
    this.plans = new PlanBuilder(runtime);
    this.names = new DnsDiscovery(metrics, RandomGenerator.getDefault(), this::moreIsKnown);
    this.admin =
        new AdminServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new AdminView(
                new AdminView.Server("test", Node.getDefaultInstance(), 1, Instant.EPOCH),
                this::state,
                () -> resources,
                proxy::plan,
                new FirstSeen(InstantSource.system()),
                metrics,
                new Controlled(proxy)),
            InstantSource.system());
    start();
  }

  private void start() throws Exception {
    CompletableFuture<Void> known;
    synchronized (this) {
      var _ = names.follow(resources);
      known = names.firstAnswers();
    }
    known.join();
    synchronized (this) {
      PlanBuilder.Built built = built();
      assertThat(built.problems())
          .as("what Limpet does not carry out of the table")
          .allMatch(each -> each.weight() == Weight.AWAITED || isOfFile(each));
      proxy.firstHealthChecks(built.plan()).join();
      proxy.start(built.plan());
      started = true;
    }
  }

  /// A secret of a file may be of no use at first.
  private static boolean isOfFile(PlanProblem problem) {
    return problem.kind().equals("Secret") && problem.name().contains(" of /");
  }

  private synchronized void moreIsKnown() {
    if (started) {
      var problems = proxy.update(built().plan());
      assertThat(problems).isEmpty();
    }
  }

  private PlanBuilder.Built built() {
    Resources whole = files.follow(resources).resources();
    return plans.build(whole, names.follow(whole));
  }

  public int port(String listener) {
    return proxy.address(listener).orElseThrow().getPort();
  }

  private ServerInfo.State state() {
    return proxy.failsHealthChecks() ? ServerInfo.State.DRAINING : ServerInfo.State.LIVE;
  }

  /// What the admin port asks for.
  private record Controlled(Proxy proxy) implements AdminView.Controls {
    @Override
    public void failHealthChecks(boolean fails) {
      proxy.failHealthChecks(fails);
    }

    @Override
    public void drainListeners(Set<String> names, Stop stop) {
      proxy.drainListeners(names, stop);
    }
  }

  int adminPort() {
    return admin.address().getPort();
  }

  @Override
  public void close() {
    names.close();
    files.close();
    admin.close();
    proxy.close();
    assertThat(metrics.limpet().counter("internal_errors").sum())
        .as("mistakes of Limpet's own")
        .isZero();
  }
}
