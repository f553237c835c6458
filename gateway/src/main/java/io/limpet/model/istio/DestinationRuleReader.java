package io.limpet.model.istio;

import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.fields.Fields;
import io.limpet.model.fields.Labels;
import io.limpet.model.istio.DestinationRule.Subset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads a DestinationRule (`ValidateDestinationRule` in Istio's `pkg/config/validation`).
public final class DestinationRuleReader {
  private static final Pattern SUBSET = Pattern.compile("[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?");
  private static final Pattern HOST =
      Pattern.compile("\\*|(\\*\\.)?[A-Za-z0-9_](?:[-A-Za-z0-9_.:]*[A-Za-z0-9_])?");

  private DestinationRuleReader() {}

  public static @Nullable DestinationRule read(Fields document, Metadata metadata, Origin origin) {
    return document.requiredPart("spec", spec -> spec(spec, metadata, origin));
  }

  private static DestinationRule spec(Fields spec, Metadata metadata, Origin origin) {
    Map<String, String> selector = spec.part("workloadSelector", DestinationRuleReader::selector);
    DestinationRule rule =
        new DestinationRule(
            metadata,
            origin,
            spec.requiredText("host"),
            spec.block("trafficPolicy", TrafficPolicyReader::read),
            spec.items("subsets", DestinationRuleReader::subset),
            spec.texts("exportTo"),
            selector == null ? Map.of() : selector);
    check(spec, rule);
    return rule;
  }

  private static void check(Fields spec, DestinationRule rule) {
    if (!rule.host().isEmpty() && !HOST.matcher(rule.host()).matches()) {
      Webhook.refuses(
          spec,
          "host",
          "\"" + rule.host() + "\" is no host; write a name, or *. and a name for all below it");
    }
    subsets(spec, rule.subsets());
    ExportToRules.check(spec, rule.exportTo());
    if (!rule.workloadSelector().isEmpty()) {
      ExportToRules.checkPrivate(spec, rule.exportTo(), rule.metadata().namespace());
    }
  }

  /// Of subsets with one name the first counts.
  private static void subsets(Fields spec, List<Subset> subsets) {
    Set<String> names = new HashSet<>();
    for (Subset each : subsets) {
      if (!names.add(each.name())) {
        Webhook.refuses(
            spec,
            "subsets",
            "has " + each.name() + " twice, of which the first counts; rename one");
      }
    }
  }

  private static Map<String, String> selector(Fields selector) {
    return Labels.selector(selector, "matchLabels");
  }

  private static Subset subset(Fields subset) {
    String name = subset.requiredText("name");
    if (!name.isEmpty() && !SUBSET.matcher(name).matches()) {
      Webhook.refuses(
          subset,
          "name",
          "\"" + name + "\" is no name of a subset; write lower-case letters, digits and '-'");
    }
    return new Subset(
        name,
        Labels.selector(subset, "labels"),
        subset.block("trafficPolicy", TrafficPolicyReader::read));
  }
}
