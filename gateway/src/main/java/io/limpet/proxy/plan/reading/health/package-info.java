/// Reads a cluster's active health checks.
///
/// **In:** `health_checks`. **Out:** an [io.limpet.proxy.plan.HealthPlan]. **Threads:**
/// configuration thread only. **Must not know:** what becomes of an answer.
@NullMarked
package io.limpet.proxy.plan.reading.health;

import org.jspecify.annotations.NullMarked;
