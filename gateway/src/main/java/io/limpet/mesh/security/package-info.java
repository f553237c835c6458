/// What policies ask of a gateway's requests: who may ask for what, and which tokens are good.
///
/// **In:** nothing; `mesh.building.policies` makes it. **Out:** [io.limpet.mesh.security.Security],
/// in Envoy's words. **Threads:** immutable; safe anywhere.
/// **Must not know:** protobufs, listeners, where keys come from.
@NullMarked
package io.limpet.mesh.security;

import org.jspecify.annotations.NullMarked;
