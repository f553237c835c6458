package io.limpet.model.kubernetes;

import io.limpet.model.Kind;
import io.limpet.model.Metadata;
import io.limpet.model.OrderedMap;
import io.limpet.model.Origin;
import io.limpet.model.Resource;
import java.util.Map;

/// Pods of one template, all alike. `selector` has the labels of `matchLabels`.
public record Deployment(
    Metadata metadata,
    Origin origin,
    int replicas,
    Map<String, String> selector,
    PodTemplate template)
    implements Resource {
  public Deployment {
    selector = OrderedMap.copyOf(selector);
  }

  @Override
  public Kind kind() {
    return Kind.DEPLOYMENT;
  }
}
