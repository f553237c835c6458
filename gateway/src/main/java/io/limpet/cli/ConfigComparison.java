package io.limpet.cli;

import io.limpet.model.tree.JsonWriter;
import io.limpet.model.tree.Value;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What a control plane tells a gateway, and what the gateway has, type by type, in istioctl's
/// words (`istioctl/pkg/writer/compare`).
record ConfigComparison(Dump told, Dump held) {
  String text() throws CommandFailure {
    String loaded = held.routesLoaded();
    return compared("Clusters", told.clusters(), held.clusters(), "")
        + compared("Listeners", told.listeners(), held.listeners(), "")
        + compared(
            "Routes",
            told.routes(),
            held.routes(),
            loaded.isEmpty() ? "" : " (RDS last loaded at " + loaded + ")");
  }

  private static String compared(
      String what, List<Value.Mapping> told, List<Value.Mapping> held, String note) {
    Map<String, List<String>> before = lines(told);
    Map<String, List<String>> after = lines(held);
    Set<String> names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    UnifiedDiff diff = new UnifiedDiff();
    for (String name : names) {
      diff.add(before.getOrDefault(name, List.of()), after.getOrDefault(name, List.of()));
    }
    return diff.isEmpty()
        ? what + " Match" + note + "\n"
        : diff.text("Istiod " + what, "Envoy " + what) + "\n";
  }

  private static Map<String, List<String>> lines(List<Value.Mapping> messages) {
    Map<String, List<String>> lines = new TreeMap<>();
    for (Value.Mapping each : messages) {
      lines.put(new Branch(each).text("name"), JsonWriter.pretty(each).lines().toList());
    }
    return lines;
  }
}
