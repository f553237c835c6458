/// Which endpoints may serve, as found out here: active health checks and outlier detection.
///
/// **In:** each plan, and what event loops count in [io.limpet.proxy.plan.OutlierMonitor]. **Out:**
/// flags in [io.limpet.proxy.plan.EndpointState], and pools made anew where they changed.
/// **Threads:** one of its own decides everything; each check is blocking code on a virtual thread.
/// **Must not know:** requests and routes.
@NullMarked
package io.limpet.proxy.health;

import org.jspecify.annotations.NullMarked;
