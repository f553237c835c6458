/// Sets of keys that others publish, fetched again and again.
///
/// **In:** which sets are wanted, and a folder. **Out:** changes that bring them, and what is wrong
/// with them; what was fetched last is on disk.
/// **Threads:** one virtual thread for each set. **Must not know:** what the keys are for.
@NullMarked
package io.limpet.source.keys;

import org.jspecify.annotations.NullMarked;
