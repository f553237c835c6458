package io.limpet.xds.bootstrap;

/// A text that is no bootstrap; the message says where and why.
public final class BootstrapException extends Exception {
  private static final long serialVersionUID = 1;

  BootstrapException(String message) {
    super(message);
  }
}
