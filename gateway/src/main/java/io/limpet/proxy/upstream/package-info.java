/// Connections to endpoints: opened, pooled, given to one request at a time, and closed.
///
/// **In:** an endpoint and a request's bytes. **Out:** its response's head and pieces of its body,
/// or a [Failure].
/// **Threads:** each event loop has its own pools; nothing is shared. **Must not know:** clients,
/// routes, retries.
@NullMarked
package io.limpet.proxy.upstream;

import org.jspecify.annotations.NullMarked;
