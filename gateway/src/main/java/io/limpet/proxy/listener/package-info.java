/// Listening sockets: bound, shared out over the event loops, drained.
///
/// **In:** addresses. **Out:** accepted sockets, each given to an event loop.
/// **Threads:** opened and closed by the thread that publishes plans; accepting is one event
/// loop's. **Must not know:** HTTP.
@NullMarked
package io.limpet.proxy.listener;

import org.jspecify.annotations.NullMarked;
