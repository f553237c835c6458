package io.limpet.proxy;

/// A listener that cannot be served as the plan says: its name, and what and remedy.
public record ListenerProblem(String listener, String message) {
  @Override
  public String toString() {
    return "listener " + listener + ": " + message;
  }
}
