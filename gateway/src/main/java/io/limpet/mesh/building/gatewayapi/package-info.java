/// The Gateway API's resources as Gateways, VirtualServices and DestinationRules of Istio's kinds,
/// which all that follows takes like any other: so does istiod (`pilot/pkg/config/kube/gateway`).
///
/// What is refused is a problem, whose code is the reason that the resource's status would give,
/// such as `RefNotPermitted`.
///
/// **In:** resources of `model.gatewayapi`, and what they name. **Out:** resources of
/// `model.istio`, and problems. **Threads:** pure; safe anywhere. **Must not know:** listeners,
/// clusters, which gateway asks.
@NullMarked
package io.limpet.mesh.building.gatewayapi;

import org.jspecify.annotations.NullMarked;
