/// What is around the bytes of a connection: TLS on either side, and the PROXY protocol (Envoy:
/// transport sockets).
///
/// **In:** what was read of contexts and secrets. **Out:** settings that contexts are made
/// of, rules for peers' names, headers of the PROXY protocol.
/// **Threads:** immutable; safe anywhere. **Must not know:** TLS engines, Netty.
@NullMarked
package io.limpet.proxy.plan.transport;

import org.jspecify.annotations.NullMarked;
