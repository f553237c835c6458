/// What runs behind services: the addresses and ports that EndpointSlices, Pods and WorkloadEntries
/// give, before any cluster asks for them.
///
/// **In:** services, and the resources that are about instances. **Out:** [Instance]s. **Threads:**
/// the configuration thread only: [ServiceInstances] keeps what did not change.
/// **Must not know:** what DestinationRules say, clusters.
@NullMarked
package io.limpet.mesh.building.instances;

import org.jspecify.annotations.NullMarked;
