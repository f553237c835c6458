/// How the proxy protects itself: what runs short, and what is no longer taken then (Envoy:
/// source/server/overload_manager_impl.cc).
///
/// **In:** a plan of it, the memory of this process, the connections that are open. **Out:** for
/// each connection and request, whether it is taken. **Threads:** one of its own looks at the
/// machine; any may ask. **Must not know:** HTTP, channels.
@NullMarked
package io.limpet.proxy.overload;

import org.jspecify.annotations.NullMarked;
