/// A stock Envoy as the data plane: where its program is, and its process.
///
/// **In:** a bootstrap, as text. **Out:** an Envoy that runs until it is closed, and what it says.
/// **Threads:** one virtual thread reads what it says. **Must not know:** what it is configured
/// with.
@NullMarked
package io.limpet.envoy;

import org.jspecify.annotations.NullMarked;
