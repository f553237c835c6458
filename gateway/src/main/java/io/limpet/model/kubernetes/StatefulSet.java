package io.limpet.model.kubernetes;

import io.limpet.model.Kind;
import io.limpet.model.Metadata;
import io.limpet.model.OrderedMap;
import io.limpet.model.Origin;
import io.limpet.model.Resource;
import java.util.Map;

/// Pods of one template, numbered from 0. `selector` has the labels of `matchLabels`; `service` is
/// the headless Service that names the pods.
public record StatefulSet(
    Metadata metadata,
    Origin origin,
    int replicas,
    String service,
    Map<String, String> selector,
    PodTemplate template)
    implements Resource {
  public StatefulSet {
    selector = OrderedMap.copyOf(selector);
  }

  @Override
  public Kind kind() {
    return Kind.STATEFUL_SET;
  }
}
