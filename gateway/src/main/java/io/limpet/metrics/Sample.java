package io.limpet.metrics;

import java.util.Comparator;

/// A number at one moment. `counter`: it only grows.
record Sample(StatName name, boolean counter, long value) {
  static final Comparator<Sample> BY_NAME = Comparator.comparing(sample -> sample.name().text());
}
