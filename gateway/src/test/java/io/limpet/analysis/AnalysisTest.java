package io.limpet.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.mesh.GatewayProxy;
import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.building.MeshBuilder;
import io.limpet.model.Change;
import io.limpet.model.Problem;
import io.limpet.model.reading.Manifest;
import io.limpet.model.reading.Reading;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnalysisTest {
  private static final String SERVICE =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: sticky-svc, namespace: default}
      spec: {ports: [{name: http, port: 80}]}
      ---
      apiVersion: networking.istio.io/v1
      kind: Gateway
      metadata: {name: gateway, namespace: default}
      spec:
        selector: {istio: ingressgateway}
        servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]
      ---
      """;

  private static List<Problem> findings(String text) {
    MeshBuilder mesh = new MeshBuilder(GatewayProxy.DEFAULT, MeshOptions.DEFAULT);
    for (Reading reading : Manifest.read(text, "input.yaml", "default").readings()) {
      if (reading instanceof Reading.Read(var resource, var document, _)) {
        mesh.apply(new Change.Put(resource, document));
      }
    }
    return new Analysis(GatewayProxy.DEFAULT).findings(mesh.resources(), mesh.build());
  }

  private static String one(String text, String code) {
    List<Problem> found = findings(text).stream().filter(each -> each.code().equals(code)).toList();
    assertThat(found).as("findings of the code " + code + " in " + findings(text)).hasSize(1);
    return found.getFirst().toString();
  }

  private static String rule(String spec) {
    return """
    apiVersion: networking.istio.io/v1
    kind: DestinationRule
    metadata: {name: rule, namespace: default}
    spec: %s
    """
        .formatted(spec);
  }

  private static String routes(String spec) {
    return """
    apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata: {name: shop, namespace: default}
    spec: %s
    """
        .formatted(spec);
  }

  @ParameterizedTest
  @CsvSource({
    "sticky-service.default.svc.cluster.local",
    "sticky-svc.default",
    "sticky-svc.other.svc.cluster.local",
    "stiky-svc"
  })
  void aRuleForNoServiceSaysWhichWasProbablyMeant(String host) {
    assertThat(one(SERVICE + rule("{host: " + host + "}"), "no-such-service"))
        .startsWith("input.yaml:13: DestinationRule default/rule: spec.host: ")
        .contains(host, "did you mean sticky-svc.default.svc.cluster.local?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{useSourceIp: false}                                | hashes-nothing  | write true",
        "{httpCookie: {name: c}}                             | cookie-not-made | ttl: 0s",
        "{httpHeaderName: u, maglev: {tableSize: 65536}}     | table-not-prime | 65537"
      })
  void aHashThatCannotHoldSaysWhy(String hash, String code, String remedy) {
    String spec =
        "{host: sticky-svc, trafficPolicy: {loadBalancer: {consistentHash: " + hash + "}}}";
    assertThat(one(SERVICE + rule(spec), code))
        .contains("spec.trafficPolicy.loadBalancer.consistentHash")
        .contains(remedy);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{hosts: ['*'], gateways: [gatewy]} | no-such-gateway | did you mean default/gateway?",
        "{hosts: ['*'], gateways: [gateway], http: [{route: [{destination: {host: sticky}}]}]}"
            + " | no-such-service | sticky.default.svc.cluster.local",
        "{hosts: ['*'], gateways: [gateway], http: [{route: [{destination: {host: sticky-svc,"
            + " subset: v2}}]}]} | no-such-subset | subset v2 of sticky-svc",
        "{hosts: ['*'], gateways: [gateway], http: [{route: [{destination: {host: sticky-svc,"
            + " port: {number: 81}}}]}]} | no-such-port | write one of [80]",
        "{hosts: ['*'], gateways: [gateway], http: [{delegate: {name: other}}]}"
            + " | no-such-delegate | default/other"
      })
  void aVirtualServiceThatNamesWhatIsNotThere(String spec, String code, String part) {
    assertThat(one(SERVICE + routes(spec), code))
        .contains("VirtualService default/shop")
        .contains(part);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{istio.io/persistent-session-header: 'x s'} | bad-session-name | 'x s' is no name",
        "{istio.io/persistent-session: ':/x'}        | bad-session-name | '' is no name",
        "{istio.io/persistent-session: a, istio.io/persistent-session-header: b}"
            + " | two-session-labels | which wins"
      })
  void aLabelThatAsksForNoSession(String labels, String code, String part) {
    String service =
        """
        apiVersion: v1
        kind: Service
        metadata: {name: s, namespace: default, labels: %s}
        spec: {ports: [{name: http, port: 80}]}
        """
            .formatted(labels);
    assertThat(one(service, code)).contains("Service default/s", part);
  }

  @Test
  void destinationsWithDifferentSessionsAreNoted() {
    String other =
        """
        apiVersion: v1
        kind: Service
        metadata: {name: b, namespace: default, labels: {istio.io/persistent-session: c}}
        spec: {ports: [{name: http, port: 80}]}
        ---
        """;
    String spec =
        "{hosts: ['*'], gateways: [gateway], http: [{route: [{destination: {host: sticky-svc},"
            + " weight: 1}, {destination: {host: b}, weight: 1}]}]}";
    assertThat(one(SERVICE + other + routes(spec), "mixed-sessions")).contains("spec.http[0]");
  }

  @Test
  void aGatewayForOtherProxiesOrWithoutRoutesIsNoted() {
    assertThat(one(SERVICE, "no-routes")).contains("Gateway default/gateway");
    assertThat(one(SERVICE.replace("ingressgateway", "elsewhere"), "selects-no-gateway"))
        .contains("--proxy-labels");
  }

  @Test
  void soundResourcesHaveNoFindings() {
    String sound =
        SERVICE
            + rule(
                "{host: sticky-svc, trafficPolicy: {loadBalancer: {consistentHash:"
                    + " {httpHeaderName: u}}}, subsets: [{name: v1, labels: {v: a}}]}")
            + "---\n"
            + routes(
                "{hosts: ['*'], gateways: [gateway], http: [{route: [{destination: {host:"
                    + " sticky-svc, subset: v1, port: {number: 80}}}]}]}");
    assertThat(findings(sound)).isEmpty();
  }
}
