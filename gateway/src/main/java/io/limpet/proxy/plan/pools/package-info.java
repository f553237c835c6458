/// A cluster's endpoints and how they are divided: by priority, health, locality and metadata, into
/// pools with hash tables or schedules to choose by.
///
/// **In:** endpoints, a policy, their live state. **Out:** [Pools], made anew when one of these
/// changes.
/// **Threads:** pools are made off the event loops, then immutable; what they count is atomic.
/// **Must not know:** requests, routes, Netty.
@NullMarked
package io.limpet.proxy.plan.pools;

import org.jspecify.annotations.NullMarked;
