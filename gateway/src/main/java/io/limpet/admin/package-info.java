/// What Envoy's and Istio's tools ask a gateway for: port 15000 in Envoy's paths and shapes, and
/// 15021 for probes.
///
/// **In:** read-only views of configuration, plan and numbers. **Out:** JSON and text over HTTP.
/// **Threads:** a virtual thread for each request. **Must not know:** who makes what it shows, and
/// who does what it is asked to do: draining, and failing health checks.
@NullMarked
package io.limpet.admin;

import org.jspecify.annotations.NullMarked;
