package io.limpet.xds.server;

import io.limpet.metrics.Metrics;
import io.limpet.metrics.StatsText;
import io.limpet.xds.resources.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/// A server with one feed, and its gateways.
final class Served implements AutoCloseable {
  private final Feed feed = new Feed(Clock.systemUTC());
  private final Metrics metrics = new Metrics();
  private final AdsServer server;
  private final List<FakeGateway> gateways = new ArrayList<>();

  Served(Resources first) {
    feed.publish(first);
    try {
      server =
          new AdsServer(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), _ -> feed, metrics);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  void publish(Resources next) {
    feed.publish(next);
  }

  Feed feed() {
    return feed;
  }

  /// The server's numbers, as Prometheus reads them.
  String numbers() {
    return new StatsText(metrics, _ -> true, false).prometheus();
  }

  AdsServer server() {
    return server;
  }

  FakeGateway gateway(Dialect dialect) {
    return gateway(dialect, FakeGateway.ALL_IT_CAN);
  }

  FakeGateway gateway(Dialect dialect, int reads) {
    FakeGateway gateway = new FakeGateway(server.port(), dialect, reads);
    gateways.add(gateway);
    return gateway;
  }

  @Override
  public void close() {
    gateways.forEach(FakeGateway::close);
    server.close();
  }
}
