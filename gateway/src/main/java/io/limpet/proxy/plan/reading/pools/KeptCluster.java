package io.limpet.proxy.plan.reading.pools;

import io.limpet.proxy.plan.pools.ClusterState;
import io.limpet.proxy.plan.reading.pools.EndpointReader.ReadEndpoints;

/// What is kept of a cluster from plan to plan: what its balancer remembers, and what was made of
/// its endpoints' messages. Configuration thread only.
public final class KeptCluster {
  private final ClusterState state = new ClusterState();
  private ReadEndpoints lastRead = ReadEndpoints.none();

  public ClusterState state() {
    return state;
  }

  ReadEndpoints lastRead() {
    return lastRead;
  }

  void lastRead(ReadEndpoints endpoints) {
    lastRead = endpoints;
  }
}
