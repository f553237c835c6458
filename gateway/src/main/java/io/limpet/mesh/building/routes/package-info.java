/// VirtualServices as tables of routes: short names made whole, delegates put in place, then hosts,
/// matches and actions.
///
/// **In:** VirtualServices, the servers that they are bound to, services and their rules.
/// **Out:** [io.limpet.mesh.RouteTable]s. **Threads:** made for one build.
/// **Must not know:** listeners, endpoints.
@NullMarked
package io.limpet.mesh.building.routes;

import org.jspecify.annotations.NullMarked;
