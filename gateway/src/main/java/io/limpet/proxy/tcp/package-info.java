/// Connections that are relayed byte for byte (Envoy: the network filter `tcp_proxy`).
///
/// **In:** accepted sockets. **Out:** the same bytes, to an endpoint and back.
/// **Threads:** one event loop for a connection and its way upstream. **Must not know:** HTTP.
@NullMarked
package io.limpet.proxy.tcp;

import org.jspecify.annotations.NullMarked;
