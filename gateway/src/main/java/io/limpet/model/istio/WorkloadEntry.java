package io.limpet.model.istio;

import io.limpet.model.Kind;
import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.Resource;

/// A machine outside Kubernetes, which Services and ServiceEntries of its namespace select by its
/// labels: those of `endpoint`, among them those of the metadata. `healthy` is what its health
/// checks say; true where it has none.
public record WorkloadEntry(
    Metadata metadata, Origin origin, ServiceEntry.Endpoint endpoint, boolean healthy)
    implements Resource {
  @Override
  public Kind kind() {
    return Kind.WORKLOAD_ENTRY;
  }
}
