/// The resources that are known, and what is looked up among them: by age, by namespace, the slices
/// and pods behind a Service, where a pod runs.
///
/// **In:** resources, put and removed. **Out:** those that the gateway may see.
/// **Threads:** the configuration thread only.
/// **Must not know:** what resources mean for a gateway.
@NullMarked
package io.limpet.mesh.building.resources;

import org.jspecify.annotations.NullMarked;
