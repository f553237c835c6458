/// The control plane: changes become what each kind of gateways is told.
///
/// **In:** changes of a source, and the nodes of gateways. **Out:** a feed for each kind, and
/// problems. **Threads:** one of its own owns all configuration; nodes come on any.
/// **Must not know:** how it is told over the wire.
@NullMarked
package io.limpet.control;

import org.jspecify.annotations.NullMarked;
