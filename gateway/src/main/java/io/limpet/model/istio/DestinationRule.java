package io.limpet.model.istio;

import io.limpet.model.Kind;
import io.limpet.model.Metadata;
import io.limpet.model.OrderedMap;
import io.limpet.model.Origin;
import io.limpet.model.Resource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How traffic to a host is carried, once a route has chosen it. `workloadSelector` has the labels
/// of the proxies that the rule is for, empty for all.
public record DestinationRule(
    Metadata metadata,
    Origin origin,
    String host,
    @Nullable TrafficPolicy trafficPolicy,
    List<Subset> subsets,
    List<String> exportTo,
    Map<String, String> workloadSelector)
    implements Resource {
  public DestinationRule {
    subsets = List.copyOf(subsets);
    exportTo = List.copyOf(exportTo);
    workloadSelector = OrderedMap.copyOf(workloadSelector);
  }

  @Override
  public Kind kind() {
    return Kind.DESTINATION_RULE;
  }

  /// The endpoints whose labels include `labels`.
  public record Subset(
      String name, Map<String, String> labels, @Nullable TrafficPolicy trafficPolicy) {
    public Subset {
      labels = OrderedMap.copyOf(labels);
    }
  }
}
