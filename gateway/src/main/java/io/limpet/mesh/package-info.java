/// What the configuration means: listeners, hosts, routes, clusters, endpoints and sessions, as one
/// gateway must serve them. Here are the values; `mesh.building` makes them.
///
/// **In:** nothing. **Out:** [Snapshot] and its parts, and the options that they are made by.
/// **Threads:** immutable; safe anywhere. **Must not know:** what makes them, Envoy's messages.
@NullMarked
package io.limpet.mesh;

import org.jspecify.annotations.NullMarked;
