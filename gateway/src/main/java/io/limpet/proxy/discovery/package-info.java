/// The addresses of endpoints that configuration names by a name.
///
/// **In:** clusters of the DNS types, and what name servers say. **Out:** a load assignment of
/// addresses for each, from which the plan is built as from any other.
/// **Threads:** one of its own decides; each look-up is blocking code on a virtual thread.
/// **Must not know:** requests, Netty.
@NullMarked
package io.limpet.proxy.discovery;

import org.jspecify.annotations.NullMarked;
