/// Reading the fields of a mapping: which are known, of which type, within which limits.
///
/// **In:** a tree of values. **Out:** Java values, and a problem with line and path for each field
/// that is wrong.
/// **Threads:** used by one, for one document. **Must not know:** any kind of resource.
@NullMarked
package io.limpet.model.fields;

import org.jspecify.annotations.NullMarked;
