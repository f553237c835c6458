/// The Gateway API's kinds of `gateway.networking.k8s.io`, as written: nothing is resolved or
/// merged, but what an API server would fill in is filled in, as no file has it.
///
/// **In:** a tree of values. **Out:** records. **Threads:** immutable; safe anywhere.
/// **Must not know:** Istio's kinds, Envoy, or which Service a reference means.
@NullMarked
package io.limpet.model.gatewayapi;

import org.jspecify.annotations.NullMarked;
