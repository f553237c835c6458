/// The clusters of services, and their endpoints with the distances from the gateway.
///
/// **In:** services, their rules and their instances. **Out:** [io.limpet.mesh.Cluster]s and
/// [io.limpet.mesh.EndpointGroup]s. **Threads:** the configuration thread only: [ServiceClusters]
/// keeps what did not change.
/// **Must not know:** servers, routes, listeners.
@NullMarked
package io.limpet.mesh.building.clusters;

import org.jspecify.annotations.NullMarked;
