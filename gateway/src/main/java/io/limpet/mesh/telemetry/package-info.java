/// Where a gateway tells of its requests: access logs and spans.
///
/// **In:** Telemetries that are for the gateway, the mesh's extension providers. **Out:**
/// [io.limpet.mesh.telemetry.Reporting], in Envoy's words. **Threads:** pure; safe anywhere.
/// **Must not know:** protobufs, listeners, how services are found.
@NullMarked
package io.limpet.mesh.telemetry;

import org.jspecify.annotations.NullMarked;
