/// Istio's kinds of `networking.istio.io`, as written: nothing is resolved, defaulted or merged.
///
/// A text that is not written is empty, a list empty, and a number 0 where Istio itself takes 0 for
/// "not written"; a component is nullable where Istio tells absence from every value.
///
/// **In:** a tree of values. **Out:** records. **Threads:** immutable; safe anywhere.
/// **Must not know:** Kubernetes' kinds, Envoy, or which Service a host means.
@NullMarked
package io.limpet.model.istio;

import org.jspecify.annotations.NullMarked;
