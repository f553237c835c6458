package io.limpet.xds.patch;

import java.util.BitSet;

/// Which patches changed something, or would have if it were not so already.
final class Matched {
  private final BitSet numbers = new BitSet();

  void add(ReadPatch patch) {
    numbers.set(patch.number());
  }

  void addIf(boolean applied, ReadPatch patch) {
    if (applied) {
      add(patch);
    }
  }

  void addAll(Matched other) {
    numbers.or(other.numbers);
  }

  boolean contains(ReadPatch patch) {
    return numbers.get(patch.number());
  }
}
