/// How a snapshot is said to Envoy.
///
/// **In:** a [io.limpet.mesh.Snapshot]. **Out:** [io.limpet.xds.resources.Resources], the same
/// bytes every time. **Threads:** pure, apart from remembering the last translation: the
/// configuration thread only. **Must not know:** Kubernetes, Istio's kinds, who receives the
/// messages.
@NullMarked
package io.limpet.xds.translate;

import org.jspecify.annotations.NullMarked;
