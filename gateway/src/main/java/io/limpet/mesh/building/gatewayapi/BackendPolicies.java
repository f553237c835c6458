package io.limpet.mesh.building.gatewayapi;

import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.Problem;
import io.limpet.model.Resource;
import io.limpet.model.gatewayapi.BackendTlsPolicy;
import io.limpet.model.gatewayapi.BackendTrafficPolicy;
import io.limpet.model.gatewayapi.BackendTrafficPolicy.RetryConstraint;
import io.limpet.model.gatewayapi.ObjectReference;
import io.limpet.model.gatewayapi.SessionPersistence;
import io.limpet.model.istio.DestinationRule;
import io.limpet.model.istio.TrafficPolicy;
import io.limpet.model.istio.TrafficPolicy.ClientTls;
import io.limpet.model.istio.TrafficPolicy.PortPolicy;
import io.limpet.model.istio.TrafficPolicy.RetryBudget;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Policies of backends as DestinationRules, one for each host (`backend_policies.go` in Istio's
/// `pilot/pkg/config/kube/gateway`). Of several policies that say one thing of a host the oldest
/// counts.
final class BackendPolicies {
  private static final int USUAL_MINIMUM = 10;

  private final Names names;
  private final GatewayApi.Behaviour behaviour;
  private final List<Problem> problems;
  private final Map<String, SessionPersistence> sessions = new HashMap<>();

  /// By the names of the rules.
  private final Map<String, Gathered> gathered = new TreeMap<>();

  /// What is known of one host; only this class writes it.
  private static final class Gathered {
    private final PolicyTarget target;
    private final String host;
    private final Set<Resource> policies = new LinkedHashSet<>();
    private final Map<Integer, ClientTls> byPort = new TreeMap<>();
    private @Nullable ClientTls tls;
    private @Nullable RetryBudget budget;

    private Gathered(PolicyTarget target, String host) {
      this.target = target;
      this.host = host;
    }
  }

  /// `policies` of both kinds, the oldest first.
  BackendPolicies(
      List<Resource> policies,
      Names names,
      GatewayApi.Behaviour behaviour,
      List<Problem> problems) {
    this.names = names;
    this.behaviour = behaviour;
    this.problems = problems;
    for (Resource each : policies) {
      if (each instanceof BackendTrafficPolicy policy) {
        take(policy);
      } else if (each instanceof BackendTlsPolicy policy) {
        take(policy);
      }
    }
  }

  private void take(BackendTrafficPolicy policy) {
    Refusals refusals = new Refusals(policy, problems);
    SessionPersistence session = policy.session();
    if (session != null && behaviour.sessions()) {
      Sessions.checkTimeouts(session, "spec.sessionPersistence", refusals);
    } else if (session != null) {
      Sessions.tellUnread("spec.sessionPersistence", refusals);
    }
    for (int i = 0; i < policy.targets().size(); i++) {
      ObjectReference reference = policy.targets().get(i);
      PolicyTarget target = PolicyTarget.of(policy, reference, names);
      if (target == null || !target.isService()) {
        refuse(refusals, i, policy, reference);
        continue;
      }
      for (Gathered each : gathered(target, policy)) {
        RetryConstraint constraint = policy.retryConstraint();
        if (each.budget == null && constraint != null) {
          each.budget = budget(constraint);
        }
      }
      if (session != null && behaviour.sessions()) {
        sessions.putIfAbsent(target.key(), session);
      }
    }
  }

  private static RetryBudget budget(RetryConstraint constraint) {
    Integer percent = constraint.percent();
    Integer minimum = constraint.minimum();
    return new RetryBudget(
        percent == null ? null : Double.valueOf(percent),
        minimum == null ? USUAL_MINIMUM : minimum);
  }

  private void take(BackendTlsPolicy policy) {
    Refusals refusals = new Refusals(policy, problems);
    ClientTls tls = tls(policy, refusals);
    for (int i = 0; i < policy.targets().size(); i++) {
      BackendTlsPolicy.Target written = policy.targets().get(i);
      PolicyTarget target = PolicyTarget.of(policy, written.reference(), names);
      if (target == null) {
        refuse(refusals, i, policy, written.reference());
      } else if (written.port().isEmpty()) {
        gathered(target, policy).forEach(each -> each.tls = each.tls == null ? tls : each.tls);
      } else if (target.ports().containsKey(written.port())) {
        int port = target.ports().get(written.port());
        gathered(target, policy).forEach(each -> each.byPort.putIfAbsent(port, tls));
      } else {
        refusals.error(
            "spec.targetRefs[" + i + "].sectionName",
            "TargetNotFound",
            "is "
                + written.port()
                + ", which no port of "
                + target.words()
                + " is called; correct the name");
      }
    }
  }

  private ClientTls tls(BackendTlsPolicy policy, Refusals refusals) {
    return new ClientTls(
        ClientTls.Mode.SIMPLE,
        "",
        "",
        "",
        "",
        new Authorities(names, refusals).ofBackends(policy),
        verifiedNames(policy, refusals),
        policy.hostname(),
        null);
  }

  private List<String> verifiedNames(BackendTlsPolicy policy, Refusals refusals) {
    if (!policy.subjectAltNames().isEmpty() || policy.hostname().isEmpty()) {
      return policy.subjectAltNames();
    }
    if (behaviour.verifiedHostnames()) {
      return List.of(policy.hostname());
    }
    refusals.warning(
        "spec.validation.hostname",
        "hostname-not-verified",
        "is asked for, but istiod takes a certificate for any name; write it under"
            + " subjectAltNames too");
    return List.of();
  }

  private static void refuse(
      Refusals refusals, int index, Resource policy, ObjectReference reference) {
    refusals.error(
        "spec.targetRefs[" + index + "]",
        "TargetNotFound",
        "there is no "
            + reference.kind()
            + " "
            + policy.metadata().namespace()
            + "/"
            + reference.name()
            + " that a policy can be for; name a Service of its namespace");
  }

  private List<Gathered> gathered(PolicyTarget target, Resource policy) {
    List<Gathered> found = new ArrayList<>();
    for (String host : target.hosts()) {
      Gathered ofHost =
          gathered.computeIfAbsent(target.ruleName(host), _ -> new Gathered(target, host));
      ofHost.policies.add(policy);
      found.add(ofHost);
    }
    return found;
  }

  List<DestinationRule> destinationRules() {
    List<DestinationRule> rules = new ArrayList<>();
    gathered.forEach((name, each) -> rules.add(rule(name, each)));
    return rules;
  }

  private static DestinationRule rule(String name, Gathered gathered) {
    List<PortPolicy> ports = new ArrayList<>();
    gathered.byPort.forEach((port, tls) -> ports.add(new PortPolicy(port, null, null, null, tls)));
    String namespace = gathered.target.namespace();
    Metadata metadata =
        new Metadata(
            namespace,
            name.substring(name.indexOf('/') + 1),
            "",
            Instant.EPOCH,
            Map.of(),
            InternalAnnotations.ofPolicies(gathered.policies));
    return new DestinationRule(
        metadata,
        new Origin("", 0),
        gathered.host,
        new TrafficPolicy(null, null, null, gathered.tls, null, gathered.budget, null, ports),
        List.of(),
        List.of(),
        Map.of());
  }

  /// The sessions that a policy asks for the Service.
  Optional<SessionPersistence> session(ObjectReference service, String own) {
    return service.isService()
        ? Optional.ofNullable(sessions.get(service.namespaceFrom(own) + "/" + service.name()))
        : Optional.empty();
  }
}
