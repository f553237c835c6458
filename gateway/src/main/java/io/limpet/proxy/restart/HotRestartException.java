package io.limpet.proxy.restart;

/// Why no process can take the place of another, and what to do.
public final class HotRestartException extends Exception {
  HotRestartException(String message) {
    super(message);
  }
}
