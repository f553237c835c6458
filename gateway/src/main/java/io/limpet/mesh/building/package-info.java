/// What makes snapshots of resources: here is the order of the steps, and below are the steps.
///
/// **In:** changes of resources. **Out:** a [io.limpet.mesh.Snapshot], and a new one that shares
/// what stayed.
/// **Threads:** [MeshBuilder] belongs to the configuration thread, and what it keeps is its own.
/// **Must not know:** Envoy's messages, files, the network.
@NullMarked
package io.limpet.mesh.building;

import org.jspecify.annotations.NullMarked;
