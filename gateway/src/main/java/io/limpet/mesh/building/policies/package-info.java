/// What policies and Telemetries ask of the gateway's requests: who may ask for what, which tokens
/// are good, where it is told of. Their extension providers are services.
///
/// **In:** AuthorizationPolicies, RequestAuthentications, Telemetries, the gateway's labels and
/// namespace, sets of keys, services. **Out:** [io.limpet.mesh.security.Security] and
/// [io.limpet.mesh.Reporting].
/// **Threads:** made for one build. **Must not know:** listeners, routes, where keys come from.
@NullMarked
package io.limpet.mesh.building.policies;

import org.jspecify.annotations.NullMarked;
