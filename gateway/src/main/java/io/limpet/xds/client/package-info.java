/// ADS as a gateway: what a control plane sends becomes resources.
///
/// **In:** the responses of an ADS stream, whole lists or differences. **Out:** the next
/// [io.limpet.xds.resources.Resources], and what is told the control plane of it. **Threads:** all
/// on the one executor that is handed in; gRPC's own threads only move bytes. **Must not know:**
/// how resources are carried out ([Carrier] does).
@NullMarked
package io.limpet.xds.client;

import org.jspecify.annotations.NullMarked;
