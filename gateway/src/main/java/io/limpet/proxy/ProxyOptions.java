package io.limpet.proxy;

import io.limpet.metrics.Metrics;
import io.limpet.proxy.loop.ProxyLimits;
import io.limpet.proxy.loop.Transport;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// What a [Proxy] is made of. `nanoTime` and `clock` are the two times there are: the first for
/// waiting, the second for tokens and logs.
public record ProxyOptions(
    int eventLoops,
    Transport transport,
    Metrics metrics,
    InstantSource clock,
    LongSupplier nanoTime,
    Supplier<RandomGenerator> randoms,
    ProxyLimits limits) {

  /// One event loop for each processor, epoll where there is epoll.
  public static ProxyOptions usual(Metrics metrics) {
    return new ProxyOptions(
        Runtime.getRuntime().availableProcessors(),
        Transport.EPOLL,
        metrics,
        InstantSource.system(),
        System::nanoTime,
        () -> RandomGenerator.of("L64X128MixRandom"),
        ProxyLimits.DEFAULT);
  }

  public ProxyOptions withEventLoops(int count) {
    return new ProxyOptions(count, transport, metrics, clock, nanoTime, randoms, limits);
  }

  public ProxyOptions withTransport(Transport wanted) {
    return new ProxyOptions(eventLoops, wanted, metrics, clock, nanoTime, randoms, limits);
  }

  public ProxyOptions withLimits(ProxyLimits wanted) {
    return new ProxyOptions(eventLoops, transport, metrics, clock, nanoTime, randoms, wanted);
  }
}
