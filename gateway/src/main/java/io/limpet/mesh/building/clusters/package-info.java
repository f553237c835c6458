/// The clusters of services, and their endpoints with the distances from the gateway.
///
/// **In:** services, their rules, what is known of their instances. **Out:**
/// [io.limpet.mesh.Cluster]s and [io.limpet.mesh.EndpointGroup]s. **Threads:** the configuration
/// thread only: [ServiceClusters] and [EndpointBuilder] keep what did not change.
/// **Must not know:** servers, routes, listeners.
@NullMarked
package io.limpet.mesh.building.clusters;

import org.jspecify.annotations.NullMarked;
