/// What every reader needs: where a message stands and what is wrong there ([Place]), and the
/// values that stand in many messages in one form, such as durations, texts of heads and data
/// sources.
///
/// **In:** fields of Envoy's messages. **Out:** values of Java; [PlanProblem]s with their paths.
/// **Threads:** configuration thread only. **Must not know:** what a message's fields are for.
@NullMarked
package io.limpet.proxy.plan.reading.fields;

import org.jspecify.annotations.NullMarked;
