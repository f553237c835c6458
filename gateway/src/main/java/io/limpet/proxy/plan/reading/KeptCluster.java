package io.limpet.proxy.plan.reading;

import io.limpet.proxy.plan.pools.ClusterState;
import io.limpet.proxy.plan.reading.EndpointReader.ReadEndpoints;

/// What is kept of a cluster from plan to plan: what its balancer remembers, and what was made of
/// its endpoints' messages. Configuration thread only.
final class KeptCluster {
  private final ClusterState state = new ClusterState();
  private ReadEndpoints lastRead = ReadEndpoints.none();

  ClusterState state() {
    return state;
  }

  ReadEndpoints lastRead() {
    return lastRead;
  }

  void lastRead(ReadEndpoints endpoints) {
    lastRead = endpoints;
  }
}
