/// What the user wrote: one record for each kind, checked when read.
///
/// **In:** a tree of values with positions. **Out:** resources, and problems for what is wrong with
/// them.
/// **Threads:** immutable; safe anywhere. **Must not know:** where the text came from, what it
/// means.
@NullMarked
package io.limpet.model;

import org.jspecify.annotations.NullMarked;
