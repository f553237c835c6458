/// The services of the registry, whether Services or ServiceEntries define them, and who may see
/// them (`pilot/pkg/serviceregistry` in Istio).
///
/// **In:** Services, ServiceEntries, Namespaces. **Out:** [MeshService]s, by host and by namespace.
/// **Threads:** made for one build, and read only from then on. **Must not know:** rules,
/// endpoints, clusters, routes.
@NullMarked
package io.limpet.mesh.building.services;

import org.jspecify.annotations.NullMarked;
