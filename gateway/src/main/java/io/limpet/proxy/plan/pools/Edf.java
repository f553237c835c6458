package io.limpet.proxy.plan.pools;

/// Earliest deadline first: whoever is due next has a turn, and is due again 1 / weight later
/// (Envoy: edf_scheduler.h). Used by one thread at a time.
///
/// A weight is asked for when its owner had a turn, and holds until the next one: who was busy then
/// stays far off for that long, even when idle by now. Envoy's users see that, so it is kept.
final class Edf {
  /// The weight of each who takes turns, now. Above 0.
  interface Weights {
    double at(int index);
  }

  /// Envoy's bound for turns before the first one.
  private static final int MOST_BEFORE = 429_496_729;

  /// Keeps rounding from telling apart what is due at once.
  private static final double NUDGE = 1e-13;

  private final Weights weights;
  private final double[] due;
  private final long[] since;
  private final int[] heap; // whoever is due first is at 0
  private long turns;

  /// As it stands after many turns were taken, so that not every schedule begins with the same.
  Edf(int size, Weights weights, int turnsBefore) {
    this.weights = weights;
    this.due = new double[size];
    this.since = new long[size];
    this.heap = new int[size];
    int before = Integer.remainderUnsigned(turnsBefore, MOST_BEFORE);
    int left = before - skip(before);
    for (int i = size / 2 - 1; i >= 0; i--) {
      sink(i);
    }
    turns = size;
    for (; left > 0; left--) {
      next();
    }
  }

  /// Who comes next.
  int next() {
    int first = heap[0];
    due[first] += 1 / weights.at(first);
    since[first] = turns++;
    sink(0);
    return first;
  }

  /// Gives everyone the whole turns of so many that are certainly theirs; how many those were.
  private int skip(int before) {
    double sum = 0;
    for (int i = 0; i < due.length; i++) {
      sum += weights.at(i) + NUDGE;
    }
    int skipped = 0;
    for (int i = 0; i < due.length; i++) {
      double weight = weights.at(i) + NUDGE;
      int own = (int) (weight * before / sum);
      if (own > 0 && own / weight >= before / sum) {
        own--;
      }
      due[i] = (own + 1) / weight;
      since[i] = i;
      heap[i] = i;
      skipped += own;
    }
    return skipped;
  }

  private void sink(int from) {
    int mine = heap[from];
    int at = from;
    for (int child = 2 * at + 1; child < heap.length; child = 2 * at + 1) {
      if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child])) {
        child++;
      }
      if (!isBefore(heap[child], mine)) {
        break;
      }
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = mine;
  }

  private boolean isBefore(int one, int other) {
    return due[one] < due[other] || (due[one] == due[other] && since[one] < since[other]);
  }
}
