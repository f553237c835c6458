/// The servers of Gateways that one gateway serves: on which address and port each listens, and
/// with which others it shares a table of routes (`MergeGateways` in Istio's
/// `pilot/pkg/model/gateway.go`).
///
/// **In:** Gateways, and the Services in front of the gateway.
/// **Out:** [GatewayServers.Merged]. **Threads:** made for one build.
/// **Must not know:** routes, clusters, filter chains.
@NullMarked
package io.limpet.mesh.building.gateways;

import org.jspecify.annotations.NullMarked;
