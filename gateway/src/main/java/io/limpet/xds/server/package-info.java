/// ADS as a control plane: resources become the messages that Envoys ask for.
///
/// **In:** the newest [io.limpet.xds.resources.Resources] of each kind of gateway, and requests.
/// **Out:** responses, and what is known of each stream. **Threads:** resources come from the
/// configuration thread; each stream does its work on a pool's threads, one step at a time, and
/// waits for nothing. **Must not know:** where resources come from, or what makes a gateway one
/// of a kind ([Gateways] does).
@NullMarked
package io.limpet.xds.server;

import org.jspecify.annotations.NullMarked;
