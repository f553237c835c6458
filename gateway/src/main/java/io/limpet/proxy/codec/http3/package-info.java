/// HTTP/3 without its transport (RFC 9114): what one QUIC stream says is read into heads, bodies
/// and trailers, and these are written as frames.
///
/// Fields are compressed with QPACK's static table alone (RFC 9204): clients are told that the
/// dynamic one has no room, so that no stream ever waits for another, and a head goes from the wire
/// into the lines of [io.limpet.proxy.codec.EditableRequestHead] in one pass, by HTTP/2's rules.
///
/// **In:** bytes of streams. **Out:** events, and bytes. **Threads:** one event loop.
/// **Must not know:** channels, QUIC's packets, exchanges, plans.
@NullMarked
package io.limpet.proxy.codec.http3;

import org.jspecify.annotations.NullMarked;
