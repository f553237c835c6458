/// Configuration from files and folders, watched.
///
/// **In:** paths. **Out:** a stream of [io.limpet.model.Change].
/// **Threads:** one virtual thread for each [FileSource] does everything.
/// **Must not know:** what a resource means.
@NullMarked
package io.limpet.source.file;

import org.jspecify.annotations.NullMarked;
