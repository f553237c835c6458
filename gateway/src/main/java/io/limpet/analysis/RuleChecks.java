package io.limpet.analysis;

import io.limpet.mesh.MeshOptions;
import io.limpet.model.istio.DestinationRule;
import io.limpet.model.istio.LoadBalancer;
import io.limpet.model.istio.LoadBalancer.ConsistentHash;
import io.limpet.model.istio.LoadBalancer.HashAlgorithm;
import io.limpet.model.istio.LoadBalancer.HashKey;
import io.limpet.model.istio.TrafficPolicy;
import java.math.BigInteger;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// DestinationRules that apply to nothing, or hash what cannot be hashed.
final class RuleChecks {
  private final Known known;
  private final Findings findings;

  RuleChecks(Known known, Findings findings) {
    this.known = known;
    this.findings = findings;
  }

  void check(DestinationRule rule) {
    checkHost(rule);
    checkPolicy(rule.trafficPolicy(), "spec.trafficPolicy");
    for (int i = 0; i < rule.subsets().size(); i++) {
      checkPolicy(rule.subsets().get(i).trafficPolicy(), "spec.subsets[" + i + "].trafficPolicy");
    }
  }

  private void checkHost(DestinationRule rule) {
    String host = known.resolve(rule.host(), rule.metadata().namespace());
    if (known.meansService(host)) {
      return;
    }
    Optional<String> meant = known.meant(host);
    String remedy =
        meant
            .map(each -> "did you mean " + each + "?")
            .orElse("write the host of a Service, such as name.namespace.svc.cluster.local");
    String shown = host.equals(rule.host()) ? host : rule.host() + " (" + host + ")";
    findings.error(
        "spec.host",
        "no-such-service",
        "no Service has the host " + shown + ", so the rule applies to nothing; " + remedy);
  }

  private void checkPolicy(@Nullable TrafficPolicy policy, String field) {
    if (policy == null) {
      return;
    }
    checkBalancer(policy.loadBalancer(), field);
    for (int i = 0; i < policy.portLevelSettings().size(); i++) {
      TrafficPolicy.PortPolicy ofPort = policy.portLevelSettings().get(i);
      String place = field + ".portLevelSettings[" + i + "]";
      checkBalancer(ofPort.loadBalancer(), place);
    }
  }

  private void checkBalancer(@Nullable LoadBalancer balancer, String policy) {
    if (balancer == null || !(balancer.policy() instanceof ConsistentHash hash)) {
      return;
    }
    String field = policy + ".loadBalancer.consistentHash";
    if (hash.key() instanceof HashKey.SourceIp(boolean use) && !use) {
      findings.warning(
          field + ".useSourceIp",
          "hashes-nothing",
          "is false, so nothing is hashed and requests go to any endpoint; write true, or name a"
              + " header or cookie");
    }
    if (hash.key() instanceof HashKey.Cookie cookie && cookie.ttl() == null) {
      findings.warning(
          field + ".httpCookie.ttl",
          "cookie-not-made",
          "is missing, so the gateway never makes the cookie "
              + cookie.name()
              + " and callers without it are not kept anywhere; write ttl: 0s for a session"
              + " cookie");
    }
    checkTable(hash.algorithm(), field);
  }

  private void checkTable(HashAlgorithm algorithm, String field) {
    if (!(algorithm instanceof HashAlgorithm.Maglev(long size)) || size == 0 || isPrime(size)) {
      return;
    }
    MeshOptions options = known.options();
    findings.error(
        field + ".maglev.tableSize",
        "table-not-prime",
        size
            + " is no prime number, which "
            + (options.compatIstio()
                ? "an Envoy refuses: it keeps the cluster's last configuration"
                : "a Maglev table needs; the nearest prime is taken")
            + "; write a prime such as 65537");
  }

  private static boolean isPrime(long number) {
    return BigInteger.valueOf(number).isProbablePrime(50);
  }
}
