/// Reads whom a cluster may choose, and how: its endpoints, balancing policies, hash policies,
/// circuit breakers and outlier detection.
///
/// **In:** a `Cluster` and its `ClusterLoadAssignment`. **Out:** values of
/// [io.limpet.proxy.plan.pools]. **Threads:** configuration thread only: [KeptCluster] holds what
/// stays from plan to plan. **Must not know:** how endpoints are connected to, or checked.
@NullMarked
package io.limpet.proxy.plan.reading.pools;

import org.jspecify.annotations.NullMarked;
