/// Makes the plan of Envoy's messages ([PlanBuilder]): one reader for each kind of message, which
/// knows its fields, and says of each that is not carried out where it stands. The readers are in
/// packages named for the parts of a plan.
///
/// **In:** [io.limpet.xds.resources.Resources] and the last plan. **Out:** a
/// [io.limpet.proxy.plan.Plan] that shares every unchanged part with it, and problems with their
/// paths.
/// **Threads:** configuration thread only. **Must not know:** Netty, requests.
@NullMarked
package io.limpet.proxy.plan.reading;

import org.jspecify.annotations.NullMarked;
