/// What policies and Telemetries ask of the gateway's requests, with the services of the extension
/// providers that they name.
///
/// **In:** the resources that `mesh.security` and `mesh.telemetry` take, and services.
/// **Out:** [io.limpet.mesh.security.Security] and [io.limpet.mesh.telemetry.Reporting].
/// **Threads:** made for one build. **Must not know:** listeners, routes, clusters.
@NullMarked
package io.limpet.mesh.building.policies;

import org.jspecify.annotations.NullMarked;
