package io.limpet.model.istio;

import io.limpet.model.fields.Fields;
import io.limpet.model.istio.TrafficPolicy.PortPolicy;
import io.limpet.model.istio.TrafficPolicy.ProxyProtocol;
import io.limpet.model.istio.TrafficPolicy.RetryBudget;
import io.limpet.model.istio.TrafficPolicy.Tunnel;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/// Reads how traffic is carried. Each block that is wrong is left out alone.
final class TrafficPolicyReader {
  private static final Map<String, ProxyProtocol> PROXY_PROTOCOLS =
      Fields.words(ProxyProtocol.values(), ProxyProtocol::name);

  private static final Map<String, Boolean> TUNNELS = Map.of("CONNECT", false, "POST", true);

  private TrafficPolicyReader() {}

  static TrafficPolicy read(Fields policy) {
    notEmpty(policy);
    if (policy.has("tunnel") && policy.has("proxyProtocol")) {
      Webhook.refuses(policy, "tunnel", "cannot stand beside proxyProtocol; keep one of the two");
    }
    if (policy.has("tunnel")) {
      policy.warn(
          "tunnel",
          "not-carried-out",
          "is not carried out by Limpet's own proxy yet, which relays the bytes without it");
    }
    return new TrafficPolicy(
        policy.block("loadBalancer", LoadBalancerReader::read),
        policy.block("connectionPool", ConnectionPoolReader::read),
        policy.block("outlierDetection", OutlierDetectionReader::read),
        ClientTlsReader.read(policy),
        policy.block("proxyProtocol", TrafficPolicyReader::proxyProtocol),
        policy.block("retryBudget", TrafficPolicyReader::retryBudget),
        policy.block("tunnel", TrafficPolicyReader::tunnel),
        policy.items("portLevelSettings", TrafficPolicyReader::port));
  }

  private static Tunnel tunnel(Fields tunnel) {
    return new Tunnel(
        tunnel.requiredText("targetHost"),
        tunnel.requiredPort("targetPort"),
        tunnel.word("protocol", TUNNELS, false));
  }

  private static void notEmpty(Fields policy) {
    if (policy.keys().isEmpty()) {
      Webhook.refuses(
          policy, "", "says nothing, and Istio refuses that; write a field or remove it");
    }
  }

  private static PortPolicy port(Fields policy) {
    if (policy.keys().equals(Set.of("port"))) {
      Webhook.refuses(
          policy, "port", "has nothing beside it, and Istio refuses that; write a field");
    }
    Integer port = policy.part("port", each -> each.port("number"));
    if (port == null && policy.sound()) {
      Webhook.refuses(policy, "port", "is missing, so this holds for no port; write port.number");
    }
    return new PortPolicy(
        port == null ? 0 : port,
        policy.block("loadBalancer", LoadBalancerReader::read),
        policy.block("connectionPool", ConnectionPoolReader::read),
        policy.block("outlierDetection", OutlierDetectionReader::read),
        ClientTlsReader.read(policy));
  }

  private static ProxyProtocol proxyProtocol(Fields protocol) {
    return protocol.word("version", PROXY_PROTOCOLS, ProxyProtocol.V1);
  }

  private static RetryBudget retryBudget(Fields budget) {
    Duration interval = budget.duration("budgetInterval");
    if (interval != null && !interval.isZero()) {
      budget.warn(
          "budgetInterval",
          "not-carried-out",
          "is not carried out by Limpet yet; the budget is of the requests that are under way");
    }
    return new RetryBudget(
        budget.fraction("percent", 0, 100),
        budget.number("minRetryConcurrency", 0, Integer.MAX_VALUE, 0));
  }
}
