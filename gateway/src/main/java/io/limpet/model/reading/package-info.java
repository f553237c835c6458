/// Documents become resources: which kind each is, what it is called, and what is wrong with it.
///
/// **In:** texts, or trees of values. **Out:** resources and problems. **Threads:** pure; safe
/// anywhere.
/// **Must not know:** where the text came from, what a resource means.
@NullMarked
package io.limpet.model.reading;

import org.jspecify.annotations.NullMarked;
