/// Kubernetes' own kinds, as much of each as Limpet looks at.
///
/// A text that is not written is empty, a list empty, a number what the API server would put in its
/// place; only where absence has a meaning of its own is a component nullable.
///
/// **In:** a tree of values. **Out:** records. **Threads:** immutable; safe anywhere.
/// **Must not know:** Istio, or what a resource means for traffic.
@NullMarked
package io.limpet.model.kubernetes;

import org.jspecify.annotations.NullMarked;
