/// QUIC with clients: datagrams come in, and connections whose handshake is over go to the filter
/// chain that is theirs. Netty and quiche have the protocol; its library is loaded when the first
/// listener asks for it.
///
/// **In:** a listener's plan and its chains. **Out:** [io.netty.handler.codec.quic.QuicChannel]s
/// and how they came. **Threads:** a connection lives on the event loop whose socket its first
/// datagram came to; its datagrams that come to others, because its client's address changed, are
/// handed over there. **Must not know:** HTTP, clusters.
@NullMarked
package io.limpet.proxy.quic;

import org.jspecify.annotations.NullMarked;
