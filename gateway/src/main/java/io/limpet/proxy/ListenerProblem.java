package io.limpet.proxy;

/// A listener that cannot be served as the plan says: its name, and what and remedy. `bearable`: a
/// proxy may start without it.
public record ListenerProblem(String listener, String message, boolean bearable) {
  ListenerProblem(String listener, String message) {
    this(listener, message, false);
  }

  @Override
  public String toString() {
    return "listener " + listener + ": " + message;
  }
}
