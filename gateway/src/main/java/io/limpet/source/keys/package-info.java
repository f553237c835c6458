/// Sets of keys that others publish, fetched again and again.
///
/// **In:** which sets are wanted. **Out:** changes that bring them, and what is wrong with them.
/// **Threads:** one virtual thread for each set. **Must not know:** what the keys are for.
@NullMarked
package io.limpet.source.keys;

import org.jspecify.annotations.NullMarked;
