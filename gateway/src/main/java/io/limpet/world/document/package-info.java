/// Kubernetes documents as trees: asking for fields, changed copies, merges, patches, selectors.
///
/// **In:** trees. **Out:** other trees; none is ever changed in place. **Threads:** pure; safe
/// anywhere. **Must not know:** the store, the controllers, HTTP.
@NullMarked
package io.limpet.world.document;

import org.jspecify.annotations.NullMarked;
