/// One client connection, and on it one request and its answer after another.
///
/// **In:** bytes of a client; the answers of upstreams or our own. **Out:** the filters' calls, and
/// bytes for the client.
/// **Threads:** one event loop for a connection's whole life. **Must not know:** which filters
/// there are, endpoints, pools.
@NullMarked
package io.limpet.proxy.http;

import org.jspecify.annotations.NullMarked;
