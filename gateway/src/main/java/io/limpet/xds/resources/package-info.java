/// An immutable set of Envoy's messages: the one thing both data planes are fed.
///
/// **In:** messages of a translation or of an xDS server. **Out:** the same, by name and in order.
/// **Threads:** immutable; safe anywhere. **Must not know:** who made them, who serves them.
@NullMarked
package io.limpet.xds.resources;

import org.jspecify.annotations.NullMarked;
