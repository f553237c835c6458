/// Counters and gauges under Envoy's names, and their text forms.
///
/// **In:** additions, and functions to ask for a value. **Out:** Envoy's `/stats`, its JSON, and
/// Prometheus text. **Threads:** any; adding takes no lock and makes no object.
/// **Must not know:** what is counted, or who asks.
@NullMarked
package io.limpet.metrics;

import org.jspecify.annotations.NullMarked;
