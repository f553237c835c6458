/// Configuration as the request path wants it: matchers, hash tables, limits, all made before
/// traffic sees them.
///
/// **In:** [io.limpet.xds.resources.Resources] and the last plan. **Out:** a [Plan] that shares
/// every unchanged part with it.
/// **Threads:** built by the configuration thread, then immutable; live counts are atomics. **Must
/// not know:** Netty.
@NullMarked
package io.limpet.proxy.plan;

import org.jspecify.annotations.NullMarked;
