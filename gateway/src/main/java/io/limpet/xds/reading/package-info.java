/// Envoy's messages from trees of values: protobuf's JSON form, field by field, with the line of
/// each.
///
/// **In:** a tree of values, and the message it should be. **Out:** the message, and problems.
/// **Threads:** pure; safe anywhere. **Must not know:** what the messages are for.
@NullMarked
package io.limpet.xds.reading;

import org.jspecify.annotations.NullMarked;
