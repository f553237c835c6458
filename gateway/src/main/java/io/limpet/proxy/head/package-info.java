/// What the request path, past the codec, knows of a request and of a response.
///
/// **In:** nothing. **Out:** interfaces that codecs implement. **Threads:** one event loop.
/// **Must not know:** Netty, Envoy, positions on the wire.
@NullMarked
package io.limpet.proxy.head;

import org.jspecify.annotations.NullMarked;
