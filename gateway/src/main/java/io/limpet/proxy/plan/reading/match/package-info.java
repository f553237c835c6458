/// Reads what a request must show: `RouteMatch`, and the matchers of strings, headers, metadata and
/// addresses that other messages share with it.
///
/// **In:** Envoy's matchers. **Out:** tests of [io.limpet.proxy.plan.match]. **Threads:**
/// configuration thread only. **Must not know:** what follows when a test holds.
@NullMarked
package io.limpet.proxy.plan.reading.match;

import org.jspecify.annotations.NullMarked;
