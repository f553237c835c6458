/// What clients' and endpoints' connections have in common where they speak HTTP/2.
///
/// **In:** a plan, and an [io.limpet.proxy.codec.http2.Http2Connection]. **Out:** its settings, and
/// signs of life asked for in time. **Threads:** one event loop. **Must not know:** channels,
/// exchanges, pools.
@NullMarked
package io.limpet.proxy.http2;

import org.jspecify.annotations.NullMarked;
