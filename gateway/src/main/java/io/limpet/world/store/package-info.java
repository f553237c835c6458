/// The objects of the local world, as an API server keeps them.
///
/// **In:** documents. **Out:** stored objects with versions, and events in their order.
/// **Threads:** none of its own; the world's lock guards it. **Must not know:** controllers, pods,
/// HTTP.
@NullMarked
package io.limpet.world.store;

import org.jspecify.annotations.NullMarked;
