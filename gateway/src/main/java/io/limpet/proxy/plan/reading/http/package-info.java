/// Reads the `HttpConnectionManager`, but for its filters and routes.
///
/// **In:** its message. **Out:** an [io.limpet.proxy.plan.HttpPlan]. **Threads:** configuration
/// thread only. **Must not know:** the listener around it.
@NullMarked
package io.limpet.proxy.plan.reading.http;

import org.jspecify.annotations.NullMarked;
