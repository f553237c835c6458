/// The one decision: which endpoint a request goes to, and why.
///
/// **In:** a cluster, what the request asks. **Out:** an endpoint and a reason. **Threads:** any;
/// shared numbers are atomics.
/// **Must not know:** Netty, a clock of its own.
@NullMarked
package io.limpet.proxy.balance;

import org.jspecify.annotations.NullMarked;
