/// What policies ask of a gateway's requests: who may ask for what, and which tokens are good.
///
/// **In:** AuthorizationPolicies, RequestAuthentications, the gateway's labels and namespace, sets
/// of keys. **Out:** [io.limpet.mesh.security.Security], in Envoy's words. **Threads:** pure; safe
/// anywhere.
/// **Must not know:** protobufs, listeners, where keys come from.
@NullMarked
package io.limpet.mesh.security;

import org.jspecify.annotations.NullMarked;
