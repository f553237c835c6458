package io.limpet.sameness;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// Choices that a seed makes.
final class Dice {
  private final Random random;

  Dice(long seed) {
    this.random = new Random(seed);
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  /// True in one of so many times.
  boolean once(int in) {
    return random.nextInt(in) == 0;
  }

  String of(String... all) {
    return all[random.nextInt(all.length)];
  }

  String of(List<String> all) {
    return all.get(random.nextInt(all.size()));
  }

  /// Up to `most` of them, each once, in any order.
  List<String> some(List<String> all, int most) {
    List<String> shuffled = new ArrayList<>(all);
    Collections.shuffle(shuffled, random);
    return List.copyOf(shuffled.subList(0, random.nextInt(Math.min(most, all.size()) + 1)));
  }
}
