package io.limpet.proxy.health;

/// What a check found.
enum Outcome {
  PASSED,
  /// Passed, and the endpoint says that it is not at its best (`x-envoy-degraded`).
  DEGRADED,
  /// The answer says that nothing is to be sent: believed at once.
  FAILED,
  /// The answer is one of those that may pass.
  RETRIABLE,
  /// No answer: no connection, an end of it, or bytes that are no answer.
  BROKEN,
  TIMED_OUT;

  boolean passed() {
    return this == PASSED || this == DEGRADED;
  }

  boolean network() {
    return this == BROKEN || this == TIMED_OUT;
  }
}
