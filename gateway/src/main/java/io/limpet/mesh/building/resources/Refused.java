package io.limpet.mesh.building.resources;

import io.limpet.model.Change;
import io.limpet.model.Problem;
import io.limpet.model.Resource;
import io.limpet.model.istio.Webhook;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// What a real API server would not have stored, so that istiod never sees it. Limpet itself serves
/// the sound rest of such resources.
public final class Refused {
  /// Errors for which an API server only drops the field, or warns.
  private static final Set<String> TOLERATED =
      Set.of("unknown-field", "unknown-kind", "kind-not-read", "not-carried-out", Webhook.CODE);

  private final Map<String, Set<String>> bySource = new HashMap<>();
  private final Set<String> all = new HashSet<>();

  /// Takes in what is known of one text; whether that changes anything.
  public boolean saidOf(Change.Problems problems) {
    Set<String> now =
        problems.problems().stream()
            .filter(each -> each.severity() == Problem.Severity.ERROR)
            .filter(each -> !TOLERATED.contains(each.code()))
            .map(Problem::resource)
            .collect(Collectors.toSet());
    Set<String> before = bySource.put(problems.source(), now);
    if (before == null ? now.isEmpty() : before.equals(now)) {
      return false;
    }
    all.clear();
    bySource.values().forEach(all::addAll);
    return true;
  }

  /// A policy is never among them: it is whole, or stands closed.
  boolean has(Resource resource) {
    return !resource.kind().guards() && all.contains(resource.id().toString());
  }

  /// Those that would be stored.
  <T extends Resource> Collection<T> without(Collection<T> resources) {
    return all.isEmpty() ? resources : resources.stream().filter(each -> !has(each)).toList();
  }
}
