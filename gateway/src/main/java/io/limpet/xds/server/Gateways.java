package io.limpet.xds.server;

import io.envoyproxy.envoy.config.core.v3.Node;

/// Knows which gateway a node is.
public interface Gateways {
  /// What gateways of this node's kind are told. Any thread; what is told may come later.
  Feed feed(Node node) throws RefusedNodeException;
}
