package io.limpet.proxy.plan.pools;

import io.limpet.session.XxHash64;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/// What it costs to build a hash table, and to ask it.
@BenchmarkMode(Mode.AverageTime)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TableBenchmark {
  private static final int KEYS = 4096;
  private static final RingHash.PointHash XX_HASH =
      (bytes, length) -> XxHash64.hash(bytes, length, 0);

  /// Endpoints of equal weight.
  @State(Scope.Benchmark)
  public static class Endpoints {
    @Param({"1000", "10000"})
    public int count;

    List<TableEntry> entries = List.of();

    @Setup
    public void make() throws UnknownHostException {
      List<TableEntry> all = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        all.add(new TableEntry(endpoint(i), 1.0 / count));
      }
      entries = List.copyOf(all);
    }
  }

  private static Endpoint endpoint(int number) throws UnknownHostException {
    byte[] ip = {10, (byte) (number >> 16), (byte) (number >> 8), (byte) number};
    InetSocketAddress at = new InetSocketAddress(InetAddress.getByAddress(ip), 8080);
    String text = at.getAddress().getHostAddress() + ":8080";
    return new Endpoint(
        text,
        at,
        "",
        text,
        Endpoint.Health.UNKNOWN,
        1,
        0,
        Endpoint.Locality.NONE,
        new EndpointState());
  }

  /// Tables of 1,000 endpoints, and keys in no order.
  @State(Scope.Benchmark)
  public static class Tables {
    HashTable ring = RingHash.of(List.of(), 1, 1, XX_HASH);
    HashTable maglev = Maglev.of(List.of(), 2);
    final long[] keys = new SplittableRandom(1).longs(KEYS).toArray();

    @Setup
    public void make() throws UnknownHostException {
      Endpoints endpoints = new Endpoints();
      endpoints.count = 1000;
      endpoints.make();
      ring = RingHash.of(endpoints.entries, 65_536, 65_536, XX_HASH);
      maglev = Maglev.of(endpoints.entries, 65_537);
    }
  }

  @Benchmark
  @OutputTimeUnit(TimeUnit.MILLISECONDS)
  public HashTable buildRing(Endpoints endpoints) {
    return RingHash.of(endpoints.entries, 65_536, 65_536, XX_HASH);
  }

  @Benchmark
  @OutputTimeUnit(TimeUnit.MILLISECONDS)
  public HashTable buildMaglev(Endpoints endpoints) {
    return Maglev.of(endpoints.entries, 65_537);
  }

  @Benchmark
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  @OperationsPerInvocation(KEYS)
  public void askRing(Tables tables, Blackhole taken) {
    for (long key : tables.keys) {
      taken.consume(tables.ring.endpoint(key, 0));
    }
  }

  @Benchmark
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  @OperationsPerInvocation(KEYS)
  public void askMaglev(Tables tables, Blackhole taken) {
    for (long key : tables.keys) {
      taken.consume(tables.maglev.endpoint(key, 0));
    }
  }
}
