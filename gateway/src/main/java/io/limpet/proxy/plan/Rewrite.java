package io.limpet.proxy.plan;

/// What becomes of path and host on the way upstream. A rewritten path leaves the old one in
/// `x-envoy-original-path`.
public interface Rewrite {
  /// The path as it goes upstream, with its query; the same object if it stays.
  String path(String path);

  /// The host as it goes upstream; the same object if it stays.
  String authority(String authority);
}
