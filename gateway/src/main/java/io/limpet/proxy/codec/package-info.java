/// HTTP/1.1 on the wire: heads and bodies, read strictly and written plainly.
///
/// **In:** bytes. **Out:** heads that implement [io.limpet.proxy.head], pieces of bodies, or a
/// refusal.
/// **Threads:** one event loop. **Must not know:** routes, clusters, sessions.
@NullMarked
package io.limpet.proxy.codec;

import org.jspecify.annotations.NullMarked;
