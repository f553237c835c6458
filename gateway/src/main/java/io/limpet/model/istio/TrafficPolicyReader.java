package io.limpet.model.istio;

import io.limpet.model.fields.Fields;
import io.limpet.model.istio.TrafficPolicy.ClientTls;
import io.limpet.model.istio.TrafficPolicy.OutlierDetection;
import io.limpet.model.istio.TrafficPolicy.PortPolicy;
import io.limpet.model.istio.TrafficPolicy.ProxyProtocol;
import io.limpet.model.istio.TrafficPolicy.RetryBudget;
import io.limpet.model.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Reads how traffic is carried. Each block that is wrong is left out alone.
final class TrafficPolicyReader {
  private static final Map<String, ClientTls.Mode> TLS_MODES =
      Fields.words(ClientTls.Mode.values(), ClientTls.Mode::name);

  private static final Map<String, ProxyProtocol> PROXY_PROTOCOLS =
      Fields.words(ProxyProtocol.values(), ProxyProtocol::name);

  private TrafficPolicyReader() {}

  static TrafficPolicy read(Fields policy) {
    policy.notCarriedOut("tunnel");
    policy.oneOf("tunnel", "proxyProtocol");
    steeredOnly(policy, "connectionPool", "outlierDetection", "proxyProtocol", "retryBudget");
    return new TrafficPolicy(
        policy.block("loadBalancer", LoadBalancerReader::read),
        policy.block("connectionPool", ConnectionPoolReader::read),
        policy.block("outlierDetection", TrafficPolicyReader::outlierDetection),
        policy.block("tls", TrafficPolicyReader::tls),
        policy.block("proxyProtocol", TrafficPolicyReader::proxyProtocol),
        policy.block("retryBudget", TrafficPolicyReader::retryBudget),
        policy.items("portLevelSettings", TrafficPolicyReader::port));
  }

  /// Says of fields that only Envoys carry them out.
  static void steeredOnly(Fields fields, String... keys) {
    for (String key : keys) {
      if (fields.has(key)) {
        fields.warn(
            key,
            "not-carried-out",
            "is not carried out by Limpet's own proxy yet and has no effect on its traffic");
      }
    }
  }

  private static PortPolicy port(Fields policy) {
    steeredOnly(policy, "connectionPool", "outlierDetection");
    Integer port = policy.requiredPart("port", each -> each.requiredPort("number"));
    return new PortPolicy(
        port == null ? 0 : port,
        policy.block("loadBalancer", LoadBalancerReader::read),
        policy.block("connectionPool", ConnectionPoolReader::read),
        policy.block("outlierDetection", TrafficPolicyReader::outlierDetection),
        policy.block("tls", TrafficPolicyReader::tls));
  }

  private static ProxyProtocol proxyProtocol(Fields protocol) {
    return protocol.word("version", PROXY_PROTOCOLS, ProxyProtocol.V1);
  }

  private static RetryBudget retryBudget(Fields budget) {
    return new RetryBudget(
        budget.fraction("percent", 0, 100),
        budget.duration("budgetInterval"),
        budget.number("minRetryConcurrency", 0, Integer.MAX_VALUE, 0));
  }

  private static OutlierDetection outlierDetection(Fields detection) {
    detection.notCarriedOut("consecutiveErrors");
    return new OutlierDetection(
        detection.truth("splitExternalLocalOriginErrors"),
        detection.optionalCount("consecutiveLocalOriginFailures"),
        detection.optionalCount("consecutiveGatewayErrors"),
        detection.optionalCount("consecutive5xxErrors"),
        detection.duration("interval"),
        detection.duration("baseEjectionTime"),
        detection.number("maxEjectionPercent", 0, 100, 0),
        detection.number("minHealthPercent", 0, 100, 0),
        statuses(detection));
  }

  private static List<Integer> statuses(Fields detection) {
    List<Integer> statuses = new ArrayList<>();
    if (detection.take("outlierDetectionHttpErrorCodes") instanceof Value.Sequence written) {
      for (Value item : written.items()) {
        if (item instanceof Value.Whole whole && whole.value() >= 100 && whole.value() <= 599) {
          statuses.add((int) whole.value());
        } else {
          detection.refuse(
              "outlierDetectionHttpErrorCodes",
              "wrong-type",
              "needs statuses from 100 to 599; correct the one in line " + item.line());
        }
      }
    }
    return statuses;
  }

  private static ClientTls tls(Fields tls) {
    return new ClientTls(
        tls.word("mode", TLS_MODES, ClientTls.Mode.DISABLE),
        tls.text("clientCertificate"),
        tls.text("privateKey"),
        tls.text("caCertificates"),
        tls.text("caCrl"),
        tls.text("credentialName"),
        tls.texts("subjectAltNames"),
        tls.text("sni"),
        tls.optionalTruth("insecureSkipVerify"));
  }
}
