package io.limpet.proxy.plan;

/// What becomes of path and host on the way upstream. A rewritten path leaves the old one in
/// `x-envoy-original-path`, a rewritten host in `x-envoy-original-host`.
public interface Rewrite {
  /// Nothing is rewritten.
  Rewrite NONE = new Rewrite() {};

  /// The path as it goes upstream, with its query; the same object if it stays.
  default String path(String path) {
    return path;
  }

  /// The host as it goes upstream; the same object if it stays.
  default String authority(String authority) {
    return authority;
  }
}
