/// What each kind of HTTP filter is told by configuration, and the chain of them that a route has.
///
/// **In:** what was read of filters and of their settings for a route. **Out:** an [HttpChain] of
/// [FilterPlan]s; the changes of headers that they and routes ask for.
/// **Threads:** immutable, but for [TokenBucket], whose counts are atomic.
/// **Must not know:** routes, clusters, Netty.
@NullMarked
package io.limpet.proxy.plan.filter;

import org.jspecify.annotations.NullMarked;
