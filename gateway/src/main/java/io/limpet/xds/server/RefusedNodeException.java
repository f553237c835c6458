package io.limpet.xds.server;

/// Nobody is served who says to be that; the message tells why.
public final class RefusedNodeException extends Exception {
  private static final long serialVersionUID = 1L;

  public RefusedNodeException(String message) {
    super(message);
  }
}
