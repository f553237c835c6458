package io.limpet.proxy.http;

/// What filters found out about a request as a whole.
public final class RequestNotes {
  private boolean healthCheck; // event loop only, like the next
  private boolean named;

  void clear() {
    healthCheck = false;
    named = false;
  }

  /// Whether it only asks how the proxy does.
  public boolean healthCheck() {
    return healthCheck;
  }

  public void healthCheck(boolean found) {
    healthCheck = found;
  }

  /// Whether its caller said which operation it is, so that he is told none.
  public boolean named() {
    return named;
  }

  public void named(boolean byCaller) {
    named = byCaller;
  }
}
