/// Reads HTTP filters, one reader for each kind: what a connection manager's chain says of it, and
/// what routes say ([FilterScope]). [FilterKinds] lists them.
///
/// **In:** `http_filters` and `typed_per_filter_config`. **Out:** plans of
/// [io.limpet.proxy.plan.filter]. **Threads:** configuration thread only. **Must not know:**
/// routes, listeners.
@NullMarked
package io.limpet.proxy.plan.reading.filter;

import org.jspecify.annotations.NullMarked;
