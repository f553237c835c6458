/// What the configuration means: listeners, hosts, routes, clusters, endpoints and sessions, as one
/// gateway must serve them.
///
/// **In:** changes of resources. **Out:** a [Snapshot], and a new one that shares what stayed.
/// **Threads:** [MeshBuilder] belongs to the configuration thread; a snapshot is immutable.
/// **Must not know:** Envoy's messages, files, the network.
@NullMarked
package io.limpet.mesh;

import org.jspecify.annotations.NullMarked;
