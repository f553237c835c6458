/// Questions to a request that are answered by yes or no: is this path, header, text, address or
/// value as it is wanted.
///
/// **In:** a request's head, or a word of it. **Out:** whether it matches; what an expression puts
/// in its place.
/// **Threads:** immutable; safe anywhere. **Must not know:** routes, clusters, Netty.
@NullMarked
package io.limpet.proxy.plan.match;

import org.jspecify.annotations.NullMarked;
