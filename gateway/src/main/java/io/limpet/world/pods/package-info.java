/// Pods on this machine: what they run, where, whether they are ready, and how they end.
///
/// **In:** pods' documents. **Out:** reports of their states. **Threads:** a virtual thread for
/// each pod, connection and probe. **Must not know:** the store, controllers, the API.
@NullMarked
package io.limpet.world.pods;

import org.jspecify.annotations.NullMarked;
