package io.limpet.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.metrics.Metrics;
import io.limpet.proxy.loop.ProxyLimits;
import io.limpet.proxy.loop.Transport;
import io.limpet.proxy.plan.ClusterPlan;
import io.limpet.proxy.plan.Plan;
import io.limpet.proxy.plan.pools.EndpointState;
import io.netty.buffer.PoolArenaMetric;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Objects;

/// A proxy with a plan, and clients for it. Closing it fails if a mistake of our own was counted,
/// or a buffer not released.
final class TestProxy implements AutoCloseable {
  private final long buffersBefore = buffersInUse();
  private final Metrics metrics = new Metrics();
  private final Proxy proxy;

  TestProxy(Plan plan) throws ListenersUnavailableException {
    this(plan, 1);
  }

  TestProxy(Plan plan, int eventLoops) throws ListenersUnavailableException {
    this(plan, eventLoops, Transport.EPOLL);
  }

  TestProxy(Plan plan, int eventLoops, Transport transport) throws ListenersUnavailableException {
    this(plan, eventLoops, transport, ProxyLimits.DEFAULT);
  }

  TestProxy(Plan plan, ProxyLimits limits) throws ListenersUnavailableException {
    this(plan, 1, Transport.EPOLL, limits);
  }

  TestProxy(Plan plan, ProxyOptions.Bounds bounds) throws ListenersUnavailableException {
    proxy = new Proxy(options(1, Transport.EPOLL, ProxyLimits.DEFAULT, bounds));
    proxy.start(plan);
  }

  TestProxy(Plan plan, int eventLoops, Transport transport, ProxyLimits limits)
      throws ListenersUnavailableException {
    proxy = new Proxy(options(eventLoops, transport, limits, ProxyOptions.Bounds.NONE));
    proxy.start(plan);
  }

  private ProxyOptions options(
      int eventLoops, Transport transport, ProxyLimits limits, ProxyOptions.Bounds bounds) {
    ProxyOptions usual = ProxyOptions.usual(metrics);
    return new ProxyOptions(
        eventLoops,
        transport,
        "192.0.2.7",
        metrics,
        usual.clock(),
        usual.nanoTime(),
        usual.randoms(),
        limits,
        bounds,
        usual.tls());
  }

  Proxy proxy() {
    return proxy;
  }

  /// What is going on at the first endpoint.
  EndpointState endpointState() {
    ClusterPlan cluster = Objects.requireNonNull(proxy.plan().cluster(Plans.CLUSTER));
    return cluster.endpoints().getFirst().state();
  }

  Metrics metrics() {
    return metrics;
  }

  InetSocketAddress address() {
    return proxy.address(Plans.LISTENER).orElseThrow();
  }

  Wire client() throws IOException {
    InetSocketAddress at = proxy.address(Plans.LISTENER).orElseThrow();
    return new Wire(new Socket(at.getAddress(), at.getPort()));
  }

  @Override
  public void close() {
    proxy.close();
    assertThat(metrics.limpet().counter("internal_errors").sum()).isZero();
    assertThat(buffersInUse()).as("buffers that were not released").isEqualTo(buffersBefore);
  }

  /// Exact once the event loops have ended, and their caches with them: a leak is found without
  /// waiting for the collector.
  private static long buffersInUse() {
    return PooledByteBufAllocator.DEFAULT.metric().directArenas().stream()
        .mapToLong(PoolArenaMetric::numActiveAllocations)
        .sum();
  }
}
