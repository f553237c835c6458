/// Reads listeners with their filter chains and network filters, and puts the routes into them that
/// they name. Each listener keeps what it was last made of ([ListenerSlot]).
///
/// **In:** a `Listener`, the secrets and route configurations that it names. **Out:** an
/// [io.limpet.proxy.plan.ListenerPlan]. **Threads:** configuration thread only. **Must not know:**
/// clusters beyond their names.
@NullMarked
package io.limpet.proxy.plan.reading.listener;

import org.jspecify.annotations.NullMarked;
