package io.limpet.proxy;

/// When a listener that is drained accepts no more.
public enum Stop {
  NOW,
  /// Once all of its clients are told to come anew.
  AFTER_DRAIN,
  NEVER
}
