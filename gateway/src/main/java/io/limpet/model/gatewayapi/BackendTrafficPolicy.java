package io.limpet.model.gatewayapi;

import io.limpet.model.Kind;
import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.Resource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// XBackendTrafficPolicy: how traffic to some Services of its own namespace is carried, whichever
/// route leads there.
public record BackendTrafficPolicy(
    Metadata metadata,
    Origin origin,
    List<ObjectReference> targets,
    @Nullable RetryConstraint retryConstraint,
    @Nullable SessionPersistence session)
    implements Resource {
  public BackendTrafficPolicy {
    targets = List.copyOf(targets);
  }

  @Override
  public Kind kind() {
    return Kind.BACKEND_TRAFFIC_POLICY;
  }

  /// Retries as a part of the requests; at least `minimum` are allowed.
  public record RetryConstraint(@Nullable Integer percent, @Nullable Integer minimum) {}
}
