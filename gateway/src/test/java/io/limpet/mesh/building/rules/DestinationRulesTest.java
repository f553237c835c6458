package io.limpet.mesh.building.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.mesh.GatewayProxy;
import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.building.services.MeshService;
import io.limpet.mesh.building.services.ServiceIndex;
import io.limpet.model.Resource;
import io.limpet.model.reading.Manifest;
import io.limpet.model.reading.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which rule applies to the Service `shop` of namespace `web`, for a gateway in `edge`.
class DestinationRulesTest {
  private static final String HOST = "shop.web.svc.cluster.local";

  private static String found(String gatewayNamespace, String... rules) {
    List<Resource> resources = new ArrayList<>();
    String service =
        """
        apiVersion: v1
        kind: Service
        metadata: {name: shop, namespace: web}
        spec: {ports: [{name: http, port: 80}]}
        """;
    resources.addAll(read(service));
    for (String rule : rules) {
      resources.addAll(read(rule));
    }
    GatewayProxy proxy = new GatewayProxy(gatewayNamespace, Map.of("app", "gw"), null);
    MeshService shop =
        new ServiceIndex(resources, MeshOptions.DEFAULT, "default").find(HOST).orElseThrow();
    return new DestinationRules(resources, proxy, MeshOptions.DEFAULT)
        .find(shop)
        .map(rule -> rule.first().metadata().namespace() + "/" + rule.first().metadata().name())
        .orElse("none");
  }

  private static List<Resource> read(String text) {
    List<Resource> resources = new ArrayList<>();
    for (Reading reading : Manifest.read(text, "test.yaml", "default").readings()) {
      if (reading instanceof Reading.Read(var resource, _, _)) {
        resources.add(resource);
      }
    }
    return resources;
  }

  private static String rule(String id, String host, String more) {
    String[] parts = id.split("/", 2);
    return """
    apiVersion: networking.istio.io/v1
    kind: DestinationRule
    metadata: {namespace: %s, name: %s}
    spec: {host: '%s'%s}
    """
        .formatted(parts[0], parts[1], host, more.isEmpty() ? "" : ", " + more);
  }

  @ParameterizedTest
  @CsvSource({
    "edge/x,         web/y,          edge/x",
    "web/y,          istio-system/z, web/y",
    "istio-system/z, other/w,        istio-system/z",
    "other/w,        another/v,      none"
  })
  void theClientsNamespaceComesFirstThenTheServicesThenTheRoot(
      String one, String two, String winner) {
    assertThat(found("edge", rule(one, HOST, ""), rule(two, HOST, ""))).isEqualTo(winner);
    assertThat(found("edge", rule(two, HOST, ""), rule(one, HOST, ""))).isEqualTo(winner);
  }

  @ParameterizedTest
  @CsvSource({
    "shop,                          web/x",
    "shop.web,                      none",
    "shop.web.svc.cluster.local,    web/x",
    "*.web.svc.cluster.local,       web/x",
    "*,                             web/x",
    "*.other.svc.cluster.local,     none"
  })
  void hostsAreResolvedInTheRulesNamespace(String host, String winner) {
    assertThat(found("edge", rule("web/x", host, ""))).isEqualTo(winner);
  }

  @Test
  void theMoreSpecificHostWins() {
    assertThat(
            found(
                "edge",
                rule("web/a", "*.svc.cluster.local", ""),
                rule("web/b", "*.web.svc.cluster.local", "")))
        .isEqualTo("web/b");
  }

  @Test
  void aRuleThatIsNotExportedGivesWayToTheNextNamespace() {
    assertThat(
            found(
                "edge",
                rule("web/a", HOST, "exportTo: [other]"),
                rule("web/b", "*.web.svc.cluster.local", ""),
                rule("istio-system/c", HOST, "")))
        .isEqualTo("istio-system/c");
  }

  @Test
  void inTheRootNamespaceOnlyPrivateRulesComeFirst() {
    assertThat(found("istio-system", rule("istio-system/a", HOST, ""), rule("web/b", HOST, "")))
        .isEqualTo("web/b");
    assertThat(
            found(
                "istio-system",
                rule("istio-system/a", HOST, "exportTo: ['.']"),
                rule("web/b", HOST, "")))
        .isEqualTo("istio-system/a");
  }

  @Test
  void aRuleForThisGatewaysLabelsBeatsTheOneForAll() {
    String chosen = "workloadSelector: {matchLabels: {app: gw}}";
    String others = "workloadSelector: {matchLabels: {app: other}}";
    assertThat(found("edge", rule("edge/a", HOST, ""), rule("edge/b", HOST, chosen)))
        .isEqualTo("edge/b");
    assertThat(found("edge", rule("edge/a", HOST, ""), rule("edge/b", HOST, others)))
        .isEqualTo("edge/a");
  }
}
