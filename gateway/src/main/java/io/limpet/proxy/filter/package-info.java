/// The ordered steps of a request, and [Chain], which lists them.
///
/// **In:** an exchange whose request's head was read. **Out:** an answer: an upstream's, or ours.
/// **Threads:** each event loop has its own filters. **Must not know:** sockets, bytes on the wire.
@NullMarked
package io.limpet.proxy.filter;

import org.jspecify.annotations.NullMarked;
