package io.limpet.cli;

import java.time.Duration;
import java.util.List;

/// A local world behind a gateway, whoever carries the traffic.
interface DemoInstance extends Served {
  /// Until all pods are ready, or the limit is over.
  boolean awaitPods(Duration limit);

  /// Where the gateway listens, `ip:port`, sorted.
  List<String> listeners();

  /// Where it tells of itself.
  InstancePorts ownPorts();
}
