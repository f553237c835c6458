/// Reads clusters: what is said of connections and of looking names up, and all else through the
/// readers of their parts.
///
/// **In:** a `Cluster` with its load assignment and secrets. **Out:** an
/// [io.limpet.proxy.plan.ClusterPlan]. **Threads:** configuration thread only; [DnsReader] is pure.
/// **Must not know:** listeners, routes.
@NullMarked
package io.limpet.proxy.plan.reading.cluster;

import org.jspecify.annotations.NullMarked;
