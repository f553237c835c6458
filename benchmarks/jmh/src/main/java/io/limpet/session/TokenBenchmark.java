package io.limpet.session;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What it costs to read a token that a client returns, and to write one for it, in Envoy's
/// formats.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class TokenBenchmark {
  private static final long NOW = 1_795_000_000;

  /// Not final: neither is known when the code is compiled.
  private String address = "10.244.17.203:8080";

  private String header = PlainToken.writeHeader(address);
  private String cookie = PlainToken.writeCookie(address, NOW + 3600);

  @Benchmark
  public Object readHeader() {
    return PlainToken.readHeader(header);
  }

  @Benchmark
  public Object readCookie() {
    return PlainToken.readCookie(cookie, NOW);
  }

  @Benchmark
  public Object writeHeader() {
    return PlainToken.writeHeader(address);
  }

  @Benchmark
  public Object writeCookie() {
    return PlainToken.writeCookie(address, NOW);
  }
}
