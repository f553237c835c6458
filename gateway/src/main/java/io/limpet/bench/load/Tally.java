package io.limpet.bench.load;

/// What is counted while the load runs. One thread only.
final class Tally {
  private Latencies latencies = new Latencies();
  private long errors;
  private long moved;
  private long bodyBytes;
  private long handshakes;
  private long resumed;

  void answered(long sinceNanos, boolean good) {
    if (good) {
      latencies.add(System.nanoTime() - sinceNanos);
    } else {
      errors++;
    }
  }

  void failed(int requests) {
    errors += requests;
  }

  void moved() {
    moved++;
  }

  void body(long bytes) {
    bodyBytes += bytes;
  }

  void shookHands(boolean again) {
    handshakes++;
    resumed += again ? 1 : 0;
  }

  /// What was counted since the last time.
  LoadResult take(double seconds) {
    LoadResult result =
        new LoadResult(
            latencies.count(), errors, moved, bodyBytes, handshakes, resumed, seconds, latencies);
    latencies = new Latencies();
    errors = 0;
    moved = 0;
    bodyBytes = 0;
    handshakes = 0;
    resumed = 0;
    return result;
  }
}
