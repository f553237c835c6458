/// TLS on both sides of the proxy: contexts of Netty's engines, made of what a plan says.
///
/// **In:** a plan's certificates and rules. **Out:** handlers for a pipeline, and what is known of
/// a connection when its handshake is over.
/// **Threads:** contexts are made by the thread that publishes plans, and are shared by all event
/// loops. **Must not know:** HTTP, listeners, clusters.
@NullMarked
package io.limpet.proxy.tls;

import org.jspecify.annotations.NullMarked;
