/// Resources from texts that are at hand, such as the examples inside Limpet's own jar.
///
/// **In:** a text and its name. **Out:** changes, once. **Threads:** the caller's.
/// **Must not know:** files, what a resource means.
@NullMarked
package io.limpet.source.text;

import org.jspecify.annotations.NullMarked;
