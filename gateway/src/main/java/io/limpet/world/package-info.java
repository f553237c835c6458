/// The local world: a small Kubernetes on this machine, with its objects, controllers and pods.
///
/// **In:** applied documents. **Out:** a Source like any other: every object, also the Pods and
/// EndpointSlices made here. **Threads:** one lock owns the state; pods live on virtual threads.
/// **Must not know:** HTTP, what a resource means to a gateway.
@NullMarked
package io.limpet.world;

import org.jspecify.annotations.NullMarked;
