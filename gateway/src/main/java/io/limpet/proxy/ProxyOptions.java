package io.limpet.proxy;

import io.limpet.metrics.Metrics;
import io.limpet.proxy.loop.ProxyLimits;
import io.limpet.proxy.loop.Transport;
import io.limpet.proxy.plan.OverloadPlan;
import io.limpet.proxy.tls.TlsEngine;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// What a [Proxy] is made of. `localIp` is this machine's own address. `nanoTime` and `clock` are
/// the two times there are: the first for waiting, the second for tokens and logs.
public record ProxyOptions(
    int eventLoops,
    Transport transport,
    String localIp,
    Metrics metrics,
    InstantSource clock,
    LongSupplier nanoTime,
    Supplier<RandomGenerator> randoms,
    ProxyLimits limits,
    Bounds bounds,
    Supplier<TlsEngine> tls) {

  /// How it protects itself: as Envoy would be told to, and with bounds of its own, beyond which
  /// new connections are answered with 503. `connections` and `memoryBytes` are 0 for no bound.
  public record Bounds(OverloadPlan overload, long connections, long memoryBytes) {
    public static final Bounds NONE = new Bounds(OverloadPlan.NONE, 0, 0);
  }

  /// One event loop for each processor, epoll where there is epoll.
  public static ProxyOptions usual(Metrics metrics) {
    return new ProxyOptions(
        Runtime.getRuntime().availableProcessors(),
        Transport.EPOLL,
        localAddress(),
        metrics,
        InstantSource.system(),
        System::nanoTime,
        () -> RandomGenerator.of("L64X128MixRandom"),
        ProxyLimits.DEFAULT,
        Bounds.NONE,
        TlsEngine::ofThisMachine);
  }

  /// The first address of an interface that is up and no loopback, as Envoy finds its own
  /// (source/common/network/utility.cc, getLocalAddress).
  private static String localAddress() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(each -> each instanceof Inet4Address && !each.isLoopbackAddress())
          .map(InetAddress::getHostAddress)
          .findFirst()
          .orElse("127.0.0.1");
    } catch (SocketException none) {
      return "127.0.0.1";
    }
  }

  public ProxyOptions withEventLoops(int count) {
    return new ProxyOptions(
        count, transport, localIp, metrics, clock, nanoTime, randoms, limits, bounds, tls);
  }

  public ProxyOptions withTransport(Transport wanted) {
    return new ProxyOptions(
        eventLoops, wanted, localIp, metrics, clock, nanoTime, randoms, limits, bounds, tls);
  }

  public ProxyOptions withLimits(ProxyLimits wanted) {
    return new ProxyOptions(
        eventLoops, transport, localIp, metrics, clock, nanoTime, randoms, wanted, bounds, tls);
  }

  public ProxyOptions withBounds(Bounds wanted) {
    return new ProxyOptions(
        eventLoops, transport, localIp, metrics, clock, nanoTime, randoms, limits, wanted, tls);
  }

  public ProxyOptions withTls(TlsEngine wanted) {
    return new ProxyOptions(
        eventLoops,
        transport,
        localIp,
        metrics,
        clock,
        nanoTime,
        randoms,
        limits,
        bounds,
        () -> wanted);
  }
}
