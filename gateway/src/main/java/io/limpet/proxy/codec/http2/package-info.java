/// HTTP/2 on the wire (RFC 9113, RFC 7541): one connection's frames, header compression, streams
/// and windows, for both of its ends.
///
/// **In:** bytes of a connection, and what is to be sent. **Out:** heads, pieces of bodies and
/// resets of streams, and bytes for the peer. **Threads:** one event loop. **Must not know:**
/// sockets, channels, clocks, exchanges, routes.
@NullMarked
package io.limpet.proxy.codec.http2;

import org.jspecify.annotations.NullMarked;
