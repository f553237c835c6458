/// Where configuration comes from.
///
/// **In:** files, an API server. **Out:** a stream of [io.limpet.model.Change].
/// **Threads:** each source has its own virtual threads. **Must not know:** what a resource means.
@NullMarked
package io.limpet.source;

import org.jspecify.annotations.NullMarked;
