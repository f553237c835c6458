/// Reads transport sockets, for both sides: TLS with its secrets, and the PROXY protocol. A secret
/// is accepted or refused by itself ([AcceptedSecrets]), and what names it has the last one
/// accepted.
///
/// **In:** transport sockets and secrets. **Out:** values of [io.limpet.proxy.plan.transport].
/// **Threads:** configuration thread only: [SecretLookup] notes who asks for which secret. **Must
/// not know:** listeners, clusters' balancing, OpenSSL.
@NullMarked
package io.limpet.proxy.plan.reading.transport;

import org.jspecify.annotations.NullMarked;
