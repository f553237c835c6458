package io.limpet.proxy.http;

/// What filters found out about a request as a whole.
public final class RequestNotes {
  private boolean healthCheck; // event loop only, like the next
  private String operation = "";

  void clear() {
    healthCheck = false;
    operation = "";
  }

  /// Whether it only asks how the proxy does.
  public boolean healthCheck() {
    return healthCheck;
  }

  public void healthCheck(boolean found) {
    healthCheck = found;
  }

  /// The operation that its client is told, empty for none (Envoy: the decorated operation).
  public String operation() {
    return operation;
  }

  public void operation(String told) {
    operation = told;
  }
}
