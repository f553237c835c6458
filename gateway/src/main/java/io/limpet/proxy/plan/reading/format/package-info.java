/// Reads format strings, and what is written with them: the lines of access logs, and bodies.
///
/// **In:** Envoy's command operators, access loggers and their filters. **Out:**
/// [io.limpet.proxy.plan.format.FormatString]s, [io.limpet.proxy.plan.AccessLogPlan]s. **Threads:**
/// configuration thread only. **Must not know:** whose log or body it is.
@NullMarked
package io.limpet.proxy.plan.reading.format;

import org.jspecify.annotations.NullMarked;
