package io.limpet.mesh;

import io.limpet.mesh.gatewayapi.InternalAnnotations;
import io.limpet.model.OrderedMap;
import io.limpet.model.Resource;
import io.limpet.model.istio.DestinationRule;
import io.limpet.model.istio.TrafficPolicy;
import java.util.ArrayList;
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
/// service's, then the root namespace, the first hit entirely (`destinationRule` and
/// `mergeDestinationRule` in Istio's `pilot/pkg/model`).
public final class DestinationRules {
  /// The release of Istio (1.31) since which users' rules stand before the Gateway API's policies.
  private static final int USERS_FIRST = 31;

  private final GatewayProxy proxy;
  private final MeshOptions options;

  /// Namespace → host → rules, those for chosen workloads first.
  private final Map<String, Map<String, List<Rule>>> byNamespace = new LinkedHashMap<>();

  /// One rule, or several that were merged; `first` names it.
  public record Rule(
      DestinationRule first,
      String host,
      @Nullable TrafficPolicy policy,
      Map<String, DestinationRule.Subset> subsets) {
    public Rule {
      subsets = OrderedMap.copyOf(subsets);
    }
  }

  /// `rules` in the order of their age.
  public DestinationRules(
      Collection<? extends Resource> rules, GatewayProxy proxy, MeshOptions options) {
    this.proxy = proxy;
    this.options = options;
    rules.stream()
        .filter(DestinationRule.class::isInstance)
        .map(DestinationRule.class::cast)
        .filter(rule -> proxy.selectedBy(rule.workloadSelector()))
        .sorted(Comparator.comparing(rule -> rule.workloadSelector().isEmpty()))
        .forEach(this::add);
  }

  private void add(DestinationRule rule) {
    String namespace = rule.metadata().namespace();
    String host = HostNames.resolve(rule.host(), namespace, options.domain());
    List<Rule> same =
        byNamespace
            .computeIfAbsent(namespace, _ -> new LinkedHashMap<>())
            .computeIfAbsent(host, _ -> new ArrayList<>());
    for (int i = 0; i < same.size(); i++) {
      if (mergeable(same.get(i).first(), rule)) {
        same.set(i, merge(same.get(i), rule));
        return;
      }
    }
    Map<String, DestinationRule.Subset> subsets = new LinkedHashMap<>();
    rule.subsets().forEach(subset -> subsets.putIfAbsent(subset.name(), subset));
    same.add(new Rule(rule, host, rule.trafficPolicy(), subsets));
  }

  private boolean mergeable(DestinationRule one, DestinationRule other) {
    boolean asVisible = Set.copyOf(exportTo(one)).equals(Set.copyOf(exportTo(other)));
    return (asVisible || !options.on(Feature.ENABLE_ENHANCED_DESTINATIONRULE_MERGE))
        && one.workloadSelector().equals(other.workloadSelector());
  }

  /// Subsets add up, the first of a name wins; the first policy that is written wins as a whole,
  /// except that what the Gateway API's policies say gives way to users' rules.
  private Rule merge(Rule rule, DestinationRule later) {
    Map<String, DestinationRule.Subset> subsets = new LinkedHashMap<>(rule.subsets());
    later.subsets().forEach(subset -> subsets.putIfAbsent(subset.name(), subset));
    return new Rule(rule.first(), rule.host(), policy(rule, later), subsets);
  }

  private @Nullable TrafficPolicy policy(Rule rule, DestinationRule later) {
    boolean firstIsUsers = !InternalAnnotations.isOfPolicies(rule.first().metadata());
    boolean laterIsUsers = !InternalAnnotations.isOfPolicies(later.metadata());
    if (firstIsUsers == laterIsUsers || !options.istioVersion().atLeast(USERS_FIRST)) {
      return rule.policy() == null ? later.trafficPolicy() : rule.policy();
    }
    return firstIsUsers
        ? BackendPolicyMerge.merged(rule.policy(), later.trafficPolicy())
        : BackendPolicyMerge.merged(later.trafficPolicy(), rule.policy());
  }

  public Optional<Rule> find(MeshService service) {
    boolean inRoot = proxy.namespace().equals(options.rootNamespace());
    Set<String> namespaces = new LinkedHashSet<>();
    namespaces.add(proxy.namespace());
    namespaces.add(service.namespace());
    namespaces.add(options.rootNamespace());
    for (String namespace : namespaces) {
      boolean own = namespace.equals(proxy.namespace());
      Optional<Rule> found = inNamespace(namespace, service.host(), own && inRoot);
      if (found.isPresent()) {
        return found;
      }
    }
    return inRoot ? inNamespace(options.rootNamespace(), service.host(), false) : Optional.empty();
  }

  /// Once a host is chosen whose rules cannot be seen, less specific hosts are not looked at.
  private Optional<Rule> inNamespace(String namespace, String host, boolean privateOnly) {
    Map<String, List<Rule>> rules = byNamespace.getOrDefault(namespace, Map.of());
    List<Rule> candidates = rules.get(host);
    if (candidates == null) {
      candidates =
          rules.keySet().stream()
              .filter(HostNames::isWildcard)
              .filter(wildcard -> HostNames.subsetOf(host, wildcard))
              .min(HostNames.MORE_SPECIFIC)
              .map(rules::get)
              .orElse(List.of());
    }
    List<Rule> visible =
        candidates.stream().filter(rule -> usable(rule.first(), privateOnly)).toList();
    if (visible.isEmpty()) {
      return Optional.empty();
    }
    // Rules for chosen workloads come first and win; of the others the last one does.
    Rule first = visible.getFirst();
    return Optional.of(first.first().workloadSelector().isEmpty() ? visible.getLast() : first);
  }

  private List<String> exportTo(DestinationRule rule) {
    return rule.exportTo().isEmpty()
        ? options.meshConfig().exportTo().destinationRules()
        : rule.exportTo();
  }

  private boolean usable(DestinationRule rule, boolean privateOnly) {
    String owner = rule.metadata().namespace();
    if (!rule.workloadSelector().isEmpty()) {
      return owner.equals(proxy.namespace());
    }
    if (privateOnly) {
      return Visibility.isPrivate(exportTo(rule), owner);
    }
    return owner.equals(proxy.namespace())
        || Visibility.visible(exportTo(rule), owner, proxy.namespace());
  }
}
