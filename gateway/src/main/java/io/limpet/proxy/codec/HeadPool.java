package io.limpet.proxy.codec;

/// The heads that are not in use on one event loop, so that an idle connection has none.
public final class HeadPool {
  public HeadPool(Limits limits) {}
}
