package io.limpet.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.metrics.Metrics;
import io.limpet.proxy.plan.Plan;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/// A proxy with a plan, and clients for it. Closing it fails if a mistake of our own was counted.
final class TestProxy implements AutoCloseable {
  private final Metrics metrics = new Metrics();
  private final Proxy proxy;

  TestProxy(Plan plan) throws ListenersUnavailableException {
    this(plan, 1);
  }

  TestProxy(Plan plan, int eventLoops) throws ListenersUnavailableException {
    proxy = new Proxy(ProxyOptions.usual(metrics).withEventLoops(eventLoops));
    proxy.start(plan);
  }

  Proxy proxy() {
    return proxy;
  }

  Metrics metrics() {
    return metrics;
  }

  Wire client() throws IOException {
    InetSocketAddress at = proxy.address(Plans.LISTENER).orElseThrow();
    return new Wire(new Socket(at.getAddress(), at.getPort()));
  }

  @Override
  public void close() {
    proxy.close();
    assertThat(metrics.limpet().counter("internal_errors").sum()).isZero();
  }
}
