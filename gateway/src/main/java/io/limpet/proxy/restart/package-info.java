/// Hot restart: the process that serves gives its listening sockets to the one that takes its place
/// (Envoy: source/server/hot_restarting_parent.cc and hot_restarting_child.cc).
///
/// **In:** the sockets of the one. **Out:** the same sockets, for the other; and datagrams that
/// come to the other for connections of the one.
/// **Threads:** blocking; an event loop of its own carries what the two say. **Must not know:**
/// configuration, and what is served.
@NullMarked
package io.limpet.proxy.restart;

import org.jspecify.annotations.NullMarked;
