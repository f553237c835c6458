/// YAML and JSON as a tree of values that know their positions.
///
/// **In:** text. **Out:** a tree, or problems with the line. **Threads:** immutable; safe anywhere.
/// **Must not know:** any kind of resource.
@NullMarked
package io.limpet.model.tree;

import org.jspecify.annotations.NullMarked;
