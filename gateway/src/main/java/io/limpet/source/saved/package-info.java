/// What a source last said, kept on disk for a start at which it is away.
///
/// **In:** the changes of another source, and a folder. **Out:** the same changes, with what is
/// missing added. **Threads:** those of the other source, and a virtual one that writes.
/// **Must not know:** what a resource means.
@NullMarked
package io.limpet.source.saved;

import org.jspecify.annotations.NullMarked;
