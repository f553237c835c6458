package io.limpet.mesh.building.rules;

import io.limpet.mesh.Fix;
import io.limpet.mesh.GatewayProxy;
import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.building.services.MeshService;
import io.limpet.mesh.building.services.Visibility;
import io.limpet.model.OrderedMap;
import io.limpet.model.Resource;
import io.limpet.model.istio.DestinationRule;
import io.limpet.model.istio.TrafficPolicy;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which DestinationRule applies to a service, for one gateway: client namespace, then the
/// service's, then the root namespace, the first hit entirely (`setDestinationRules` and
/// `destinationRule` in `push_context.go`, `SidecarScope.DestinationRule` in `sidecar.go`, both in
/// Istio's `pilot/pkg/model`).
public final class DestinationRules {
  private final GatewayProxy proxy;
  private final MeshOptions options;

  /// The rules of the gateway's own namespace that hold there; if that is the root namespace, only
  /// those that hold nowhere else.
  private final RulePool own;

  /// The rules of each namespace that are not private to it.
  private final Map<String, RulePool> exported = new LinkedHashMap<>();

  /// One rule, or several that were merged; `first` names it and says who sees it.
  public record Rule(
      DestinationRule first,
      String host,
      @Nullable TrafficPolicy policy,
      Map<String, DestinationRule.Subset> subsets) {
    public Rule {
      subsets = OrderedMap.copyOf(subsets);
    }

    boolean isForAll() {
      return first.workloadSelector().isEmpty();
    }
  }

  /// `rules` in the order of their age.
  public DestinationRules(
      Collection<? extends Resource> rules, GatewayProxy proxy, MeshOptions options) {
    this.proxy = proxy;
    this.options = options;
    this.own = new RulePool(options);
    rules.stream()
        .filter(DestinationRule.class::isInstance)
        .map(DestinationRule.class::cast)
        .filter(rule -> !options.has(Fix.RULE_MERGING) || selects(rule))
        .sorted(Comparator.comparing(rule -> rule.workloadSelector().isEmpty()))
        .forEach(this::add);
  }

  private boolean selects(DestinationRule rule) {
    return proxy.selectedBy(rule.workloadSelector());
  }

  private void add(DestinationRule rule) {
    String namespace = rule.metadata().namespace();
    boolean isPrivate = isPrivate(rule);
    if (namespace.equals(proxy.namespace()) && (inRoot() ? isPrivate : holdsAtHome(rule))) {
      own.add(rule);
    }
    if (!isPrivate) {
      exported.computeIfAbsent(namespace, _ -> new RulePool(options)).add(rule);
    }
  }

  private boolean inRoot() {
    return proxy.namespace().equals(options.rootNamespace());
  }

  private static boolean holdsAtHome(DestinationRule rule) {
    List<String> exportTo = exportTo(rule);
    return Visibility.isPublic(exportTo)
        || exportTo.contains(".")
        || exportTo.contains(rule.metadata().namespace());
  }

  /// Of the mesh's default, only `.` says something else than everyone.
  private boolean isPrivate(DestinationRule rule) {
    List<String> exportTo = exportTo(rule);
    Set<String> distinct = Set.copyOf(exportTo);
    return exportTo.isEmpty()
        ? options.meshConfig().exportTo().destinationRules().contains(".")
        : distinct.equals(Set.of(".")) || distinct.equals(Set.of(rule.metadata().namespace()));
  }

  /// Rules for chosen workloads hold in their own namespace only.
  static List<String> exportTo(DestinationRule rule) {
    return rule.workloadSelector().isEmpty() ? rule.exportTo() : List.of(".");
  }

  public Optional<Rule> find(MeshService service) {
    List<Rule> found = own.find(service.host());
    Set<String> namespaces = new LinkedHashSet<>();
    namespaces.add(service.namespace());
    namespaces.add(options.rootNamespace());
    for (String namespace : namespaces) {
      if (found.isEmpty()) {
        found = exported(namespace, service.host());
      }
    }
    return chosen(found);
  }

  /// Once a host is chosen whose rules cannot be seen, less specific hosts are not looked at.
  private List<Rule> exported(String namespace, String host) {
    RulePool pool = exported.get(namespace);
    return pool == null
        ? List.of()
        : pool.find(host).stream().filter(rule -> isSeen(exportTo(rule.first()))).toList();
  }

  private boolean isSeen(List<String> exportTo) {
    return Visibility.isPublic(exportTo) || exportTo.contains(proxy.namespace());
  }

  /// Rules for chosen workloads come first and win; of the others the last one does.
  private Optional<Rule> chosen(List<Rule> rules) {
    return rules.stream()
        .filter(rule -> !rule.isForAll() && selects(rule.first()))
        .findFirst()
        .or(() -> rules.stream().filter(Rule::isForAll).reduce((_, last) -> last));
  }
}
