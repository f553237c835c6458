package io.limpet.metrics;

import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/// How often a value was at most each of some bounds, as Prometheus counts it. Any thread.
public final class Histogram {
  private final double[] bounds;
  private final LongAdder[] counts; // one more than bounds: what is above all of them
  private final DoubleAdder sum = new DoubleAdder();

  /// `bounds` rise.
  Histogram(double... bounds) {
    this.bounds = bounds.clone();
    this.counts = new LongAdder[bounds.length + 1];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = new LongAdder();
    }
  }

  public void record(double value) {
    int i = 0;
    while (i < bounds.length && value > bounds[i]) {
      i++;
    }
    counts[i].increment();
    sum.add(value);
  }

  /// A time that is known in nanoseconds, in seconds.
  public void recordNanos(long nanos) {
    record(nanos / 1e9);
  }

  /// What is told of one moment: values that come meanwhile may be in some of it.
  Told told() {
    long[] atMost = new long[counts.length];
    long all = 0;
    for (int i = 0; i < counts.length; i++) {
      all += counts[i].sum();
      atMost[i] = all;
    }
    return new Told(bounds.clone(), atMost, sum.sum());
  }

  /// `atMost[i]` values were at most `bounds[i]`; the last of them counts all.
  @SuppressWarnings("ArrayRecordComponent") // read once, and never compared
  record Told(double[] bounds, long[] atMost, double sum) {}
}
