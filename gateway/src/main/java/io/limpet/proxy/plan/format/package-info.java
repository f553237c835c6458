/// Texts and JSON with Envoy's command operators, taken apart: lines of logs, values of headers,
/// bodies.
///
/// **In:** what was read of a format. **Out:** its pieces, which whoever writes asks a request for.
/// **Threads:** immutable; safe anywhere. **Must not know:** where it is written, Netty.
@NullMarked
package io.limpet.proxy.plan.format;

import org.jspecify.annotations.NullMarked;
