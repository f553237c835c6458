package io.limpet.proxy.plan;

/// What becomes of a path on the way upstream, or in a redirect. One that may be another leaves the
/// old one in `x-envoy-original-path`, even where nothing changed.
public interface Rewrite {
  /// Nothing is rewritten.
  Rewrite NONE = path -> path;

  /// The path as it goes on, with its query.
  String path(String path);
}
