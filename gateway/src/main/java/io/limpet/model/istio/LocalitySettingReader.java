package io.limpet.model.istio;

import io.limpet.model.fields.Fields;
import io.limpet.model.istio.LoadBalancer.Distribute;
import io.limpet.model.istio.LoadBalancer.Failover;
import io.limpet.model.istio.LoadBalancer.LocalitySetting;
import io.limpet.model.istio.LoadBalancer.ZoneAwareSetting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads how near endpoints are preferred (`validateLocalityLbSetting` in Istio's
/// `pkg/config/validation`).
final class LocalitySettingReader {
  /// What localities are made of, and failover between regions too.
  private static final Set<String> PLACES =
      Set.of(
          "topology.kubernetes.io/region",
          "topology.kubernetes.io/zone",
          "topology.istio.io/subzone");

  private LocalitySettingReader() {}

  static LocalitySetting read(Fields locality) {
    if (locality.has("distribute") && locality.has("failover")) {
      Webhook.refuses(
          locality, "failover", "cannot stand beside distribute, which wins; keep one of the two");
    }
    LocalitySetting read =
        new LocalitySetting(
            locality.optionalTruth("enabled"),
            locality.items("distribute", LocalitySettingReader::distribute),
            locality.items("failover", LocalitySettingReader::failover),
            locality.texts("failoverPriority"));
    if (!read.failover().isEmpty()) {
      noPlaces(locality, read.failoverPriority(), "beside failover, which is about the same");
    }
    overlaps(locality, "distribute", read.distribute().stream().map(Distribute::from).toList());
    return read;
  }

  static ZoneAwareSetting zoneAware(Fields zones) {
    ZoneAwareSetting read =
        new ZoneAwareSetting(
            zones.optionalTruth("enabled"),
            zones.items("failover", LocalitySettingReader::failover),
            zones.texts("failoverPriority"),
            zones.number("minClusterSize", 0, Integer.MAX_VALUE, 0));
    noPlaces(zones, read.failoverPriority(), "which counts by itself");
    return read;
  }

  private static void noPlaces(Fields fields, List<String> labels, String why) {
    for (String label : labels) {
      if (PLACES.contains(label)) {
        Webhook.refuses(
            fields, "failoverPriority", "cannot name " + label + " " + why + "; remove one");
      }
    }
  }

  private static @Nullable Distribute distribute(Fields distribute) {
    String from = distribute.text("from");
    Map<String, Integer> to = distribute.part("to", LocalitySettingReader::weights);
    pattern(distribute, "from", from);
    return to == null ? null : new Distribute(from, to);
  }

  private static Map<String, Integer> weights(Fields to) {
    Map<String, Integer> weights = new LinkedHashMap<>();
    to.keys()
        .forEach(locality -> weights.put(locality, to.number(locality, 0, Integer.MAX_VALUE, 0)));
    int sum = weights.values().stream().mapToInt(Integer::intValue).sum();
    weights.forEach(
        (locality, weight) -> {
          if (weight < 1 || weight > 100) {
            Webhook.refuses(to, locality, weight + " is out of range; write 1 to 100");
          }
        });
    if (sum != 100) {
      Webhook.refuses(to, "", "has weights of " + sum + " together; make them 100");
    }
    weights.keySet().forEach(each -> pattern(to, each, each));
    overlaps(to, "", List.copyOf(weights.keySet()));
    return weights;
  }

  /// `region/zone/subzone`, of which the end may be missing or `*`.
  private static void pattern(Fields fields, String key, String locality) {
    int wildcard = locality.indexOf('*');
    if (wildcard >= 0 && wildcard != locality.length() - 1) {
      Webhook.refuses(fields, key, "\"" + locality + "\" has its * not at the end; write region/*");
    } else if (locality.startsWith("/") || locality.contains("//") || locality.endsWith("/")) {
      Webhook.refuses(fields, key, "\"" + locality + "\" has an empty part; write region/zone/*");
    }
  }

  private static void overlaps(Fields fields, String key, List<String> localities) {
    for (int i = 0; i < localities.size(); i++) {
      for (int j = 0; j < localities.size(); j++) {
        if (i != j
            && covers(localities.get(i), localities.get(j))
            && (i < j || !same(localities, i, j))) {
          Webhook.refuses(
              fields,
              key,
              "has "
                  + localities.get(j)
                  + ", which "
                  + localities.get(i)
                  + " means too; remove one");
        }
      }
    }
  }

  private static boolean same(List<String> localities, int i, int j) {
    return localities.get(i).equals(localities.get(j));
  }

  private static boolean covers(String wide, String narrow) {
    String stem = wide.endsWith("*") ? wide.substring(0, wide.length() - 1) : wide + "/";
    return wide.equals(narrow) || narrow.startsWith(stem);
  }

  private static Failover failover(Fields failover) {
    Failover read = new Failover(failover.text("from"), failover.text("to"));
    if (read.from().equals(read.to())) {
      Webhook.refuses(failover, "to", "is the region of from; write another");
    }
    region(failover, "from", read.from());
    region(failover, "to", read.to());
    return read;
  }

  private static void region(Fields failover, String key, String text) {
    if (text.contains("/") || text.contains("*")) {
      Webhook.refuses(
          failover, key, "\"" + text + "\" is no region; leave out / and * and what follows");
    }
  }
}
