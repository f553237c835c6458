/// The Kubernetes API of the local world, as far as kubectl needs it.
///
/// **In:** HTTP requests. **Out:** operations on the world; objects, tables and watches as JSON.
/// **Threads:** a virtual thread for each request. **Must not know:** how controllers and pods
/// work.
@NullMarked
package io.limpet.world.api;

import org.jspecify.annotations.NullMarked;
