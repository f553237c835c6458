package io.limpet.model.istio;

import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.fields.Fields;
import io.limpet.model.fields.Labels;
import io.limpet.model.istio.DestinationRule.Subset;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads a DestinationRule.
public final class DestinationRuleReader {
  private DestinationRuleReader() {}

  public static @Nullable DestinationRule read(Fields document, Metadata metadata, Origin origin) {
    return document.requiredPart("spec", spec -> spec(spec, metadata, origin));
  }

  private static DestinationRule spec(Fields spec, Metadata metadata, Origin origin) {
    Map<String, String> selector = spec.part("workloadSelector", DestinationRuleReader::selector);
    return new DestinationRule(
        metadata,
        origin,
        spec.requiredText("host"),
        spec.block("trafficPolicy", TrafficPolicyReader::read),
        spec.items("subsets", DestinationRuleReader::subset),
        spec.texts("exportTo"),
        selector == null ? Map.of() : selector);
  }

  private static Map<String, String> selector(Fields selector) {
    return Labels.selector(selector, "matchLabels");
  }

  private static Subset subset(Fields subset) {
    return new Subset(
        subset.requiredText("name"),
        Labels.selector(subset, "labels"),
        subset.block("trafficPolicy", TrafficPolicyReader::read));
  }
}
