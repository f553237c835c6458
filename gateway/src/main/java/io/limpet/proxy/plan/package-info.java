/// Configuration as the request path wants it: matchers, hash tables, limits, all made before
/// traffic sees them.
///
/// **In:** what `proxy.plan.reading` made of Envoy's messages; endpoints' health. **Out:** a
/// [Plan], and the pools that its clusters choose from.
/// **Threads:** built by the configuration thread, then immutable; live counts are atomics. **Must
/// not know:** Netty, Envoy's messages.
@NullMarked
package io.limpet.proxy.plan;

import org.jspecify.annotations.NullMarked;
