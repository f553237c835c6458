package io.limpet.model.istio;

import io.limpet.model.Kind;
import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.Resource;

/// Stands for an AuthorizationPolicy or RequestAuthentication that cannot be read, and of which no
/// good version is known. What it would have refused is not known either, so that everything it may
/// be for is closed.
///
/// `target` is [PolicyTarget#ALL] where that cannot be read; `everywhere` is for one of which not
/// even the name and the namespace can be read.
public record ClosedPolicy(
    Kind kind, Metadata metadata, Origin origin, PolicyTarget target, boolean everywhere)
    implements Resource {}
