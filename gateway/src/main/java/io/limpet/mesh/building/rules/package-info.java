/// What DestinationRules say of a service, a subset and a port.
///
/// **In:** DestinationRules, in the order in which they count. **Out:** the rule of a service, the
/// policy that holds for a port, soft sessions. **Threads:** made for one build.
/// **Must not know:** endpoints, clusters, routes.
@NullMarked
package io.limpet.mesh.building.rules;

import org.jspecify.annotations.NullMarked;
