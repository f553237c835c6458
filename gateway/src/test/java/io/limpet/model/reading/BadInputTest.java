package io.limpet.model.reading;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.model.Problem;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Each text, and every line that is said of it.
final class BadInputTest {
  private static final String SERVICE =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: shop}
      """;
  private static final String ROUTES =
      """
      apiVersion: networking.istio.io/v1
      kind: VirtualService
      metadata: {name: shop}
      spec:
        hosts: [shop]
        http:
      """;
  private static final String TO = "    route: [{destination: {host: shop}}]\n";
  private static final String RULE =
      """
      apiVersion: networking.istio.io/v1
      kind: DestinationRule
      metadata: {name: shop}
      spec:
        host: shop
        trafficPolicy:
          loadBalancer:
      """;

  private static final String BALANCER =
      "DestinationRule default/shop: spec.trafficPolicy.loadBalancer.";
  private static final String OUT = "; spec.trafficPolicy.loadBalancer is left out";

  @ParameterizedTest
  @MethodSource({"documents", "services", "matches", "routes", "balancers", "rules", "others"})
  void everyMistakeIsSaidWithItsPlaceAndRemedy(String text, String said) {
    List<Problem> problems = Manifest.read(text, "a.yaml", "default").problems();
    assertThat(problems)
        .extracting(Problem::toString)
        .containsExactlyElementsOf(said.lines().toList());
  }

  static List<Arguments> documents() {
    return List.of(
        Arguments.of(
            "just a text",
            "a.yaml:1: is no resource; a document begins with apiVersion, kind and metadata"),
        Arguments.of(
            "kind: Service\nmetadata: {name: shop}\n",
            "a.yaml:1: apiVersion: is missing; write it"),
        Arguments.of(
            "apiVersion: v1\nkind: Service\nspec: {}\n",
            "a.yaml:1: Service: metadata: is missing; write it"),
        Arguments.of(
            "apiVersion: v1\nkind: Service\nmetadata:\n  labels: {}\nspec: {}\n",
            "a.yaml:4: Service: metadata.name: is missing; write it"),
        Arguments.of(
            "apiVersion: v1\nkind: Sevice\nmetadata: {name: shop}\n",
            "a.yaml:2: Sevice default/shop: kind: v1 has no Sevice; did you mean Service?"),
        Arguments.of(
            "apiVersion: v1\nkind: Deployment\nmetadata: {name: shop}\n",
            "a.yaml:1: Deployment default/shop: apiVersion: v1 has no Deployment; write apps/v1"),
        Arguments.of(
            "apiVersion: v1\nkind: LimitRange\nmetadata: {name: shop}\nspec: {a: b}\n",
            "a.yaml:2: LimitRange default/shop: kind: LimitRange of v1 is not read by Limpet yet;"
                + " the document is left out"),
        Arguments.of(
            "apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: all}\n",
            "a.yaml:2: PeerAuthentication default/all: kind: PeerAuthentication of"
                + " security.istio.io/v1 says nothing to a gateway; the document is left out"),
        Arguments.of(
            "apiVersion: gateway.networking.k8s.io/v1alpha2\nkind: UDPRoute\nmetadata: {name: u}\n",
            "a.yaml:2: UDPRoute default/u: kind: UDPRoute of gateway.networking.k8s.io/v1alpha2 is"
                + " not read by Limpet yet; the document is left out"),
        Arguments.of(
            SERVICE + "metadata: {name: other}\nspec: {ports: [{port: 80}]}\n",
            "a.yaml:4: Service default/shop: metadata: is written twice, first in line 3; the first"
                + " counts: remove one"),
        Arguments.of(
            "a: 1\n b: 2\n",
            "a.yaml:2: is not YAML: mapping values are not allowed here; check the indentation,"
                + " brackets and quotes here and in the line above"),
        Arguments.of(
            "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Service\n"
                + "  metadata: {name: x}\n  spec: {portz: 1}\n- 5\n",
            """
            a.yaml:7: Service default/x: spec.portz: is not a field of spec; did you mean ports?
            a.yaml:8: is no resource; a document begins with apiVersion, kind and metadata
            """));
  }

  static List<Arguments> services() {
    return List.of(
        Arguments.of(SERVICE, "a.yaml:1: Service default/shop: spec: is missing; write it"),
        Arguments.of(
            SERVICE + "sepc: {}\nspec: {}\n",
            "a.yaml:4: Service default/shop: sepc: is not a field of this kind; did you mean"
                + " spec?"),
        Arguments.of(
            SERVICE + "spec:\n  ports:\n  - port: \"80\"\n  - port: 8080\n    targetPort: 70000\n",
            """
            a.yaml:6: Service default/shop: spec.ports[0].port: needs a whole number, not the text "80"; write it without quotes; spec.ports[0] is left out
            a.yaml:8: Service default/shop: spec.ports[1].targetPort: 70000 is out of range; write a number from 1 to 65535; spec.ports[1] is left out
            """),
        Arguments.of(
            SERVICE + "spec:\n  publishNotReadyAddresses: yes\n",
            "a.yaml:5: Service default/shop: spec.publishNotReadyAddresses: needs true or false,"
                + " not the text \"yes\"; write true"),
        Arguments.of(
            SERVICE + "spec:\n  type: Loadbalancer\n",
            "a.yaml:5: Service default/shop: spec.type: \"Loadbalancer\" is none of ClusterIP,"
                + " NodePort, LoadBalancer, ExternalName; did you mean LoadBalancer?"),
        Arguments.of(
            SERVICE + "spec:\n  selector: {version: 1}\n",
            "a.yaml:5: Service default/shop: spec.selector[version]: needs a text, not the number"
                + " 1; write it in quotes"),
        Arguments.of(
            SERVICE + "spec:\n  sessionAffinity: ClientIP\n",
            "a.yaml:5: Service default/shop: spec.sessionAffinity: has no effect on what comes"
                + " through a gateway; write a DestinationRule with consistentHash.useSourceIp"),
        Arguments.of(
            """
            apiVersion: v1
            kind: Service
            metadata:
              name: Shop
              creationTimestamp: yesterday
              labels:
                istio.io/persistent-session: cart:/path
                a/b/c: x
                version: 1.10
            spec: {}
            """,
            """
            a.yaml:4: Service default/Shop: metadata.name: a cluster would refuse the name "Shop"; write lower-case letters, digits, '-' and '.'
            a.yaml:5: Service default/Shop: metadata.creationTimestamp: "yesterday" is no time; write one such as 2026-11-21T10:00:00Z, or remove it
            a.yaml:9: Service default/Shop: metadata.labels[version]: needs a text, not the number 1.1; write it in quotes; it is left out
            a.yaml:7: Service default/Shop: metadata.labels[istio.io/persistent-session]: a cluster would refuse the value "cart:/path"; a label's value has at most 63 letters, digits, '-', '_' or '.', and begins and ends with a letter or digit
            a.yaml:8: Service default/Shop: metadata.labels[a/b/c]: a cluster would refuse this label's name; write [prefix/]name, where the name has at most 63 letters, digits, '-', '_' or '.'
            """));
  }

  static List<Arguments> matches() {
    return List.of(
        Arguments.of(
            ROUTES + "  - match:\n    - uri: {regex: \"(a\"}\n" + TO,
            "a.yaml:8: VirtualService default/shop: spec.http[0].match[0].uri.regex: is no regular"
                + " expression of RE2: missing closing ) in \"(a\"; correct it (RE2 has no"
                + " lookaround and no backreferences); spec.http[0] is left out"),
        Arguments.of(
            ROUTES + "  - match:\n    - uri: {exact: /a, prefix: /b}\n" + TO,
            "a.yaml:8: VirtualService default/shop: spec.http[0].match[0].uri.prefix: cannot stand"
                + " beside exact, and a cluster refuses the two; keep one of exact, prefix, regex;"
                + " spec.http[0] is left out"),
        Arguments.of(
            ROUTES + "  - match:\n    - uri: {}\n" + TO,
            "a.yaml:8: VirtualService default/shop: spec.http[0].match[0].uri.exact: is missing, so"
                + " every path matches; write exact, prefix or regex"),
        Arguments.of(
            ROUTES + "  - match:\n    - header: {x-user: {exact: a}}\n" + TO,
            "a.yaml:8: VirtualService default/shop: spec.http[0].match[0].header: is not a field of"
                + " spec.http[0].match[0]; did you mean headers?; spec.http[0] is left out"),
        Arguments.of(
            ROUTES + "  - match:\n    - uri: /a\n" + TO,
            "a.yaml:8: VirtualService default/shop: spec.http[0].match[0].uri: needs a mapping, not"
                + " the text \"/a\"; write its fields as \"name: value\", indented below it;"
                + " spec.http[0] is left out"));
  }

  static List<Arguments> routes() {
    return List.of(
        Arguments.of(
            ROUTES + "  - timeout: 3 s\n" + TO,
            "a.yaml:7: VirtualService default/shop: spec.http[0].timeout: \"3 s\" is no duration;"
                + " write a number and a unit, such as 3s, 250ms or 1h30m;"
                + " spec.http[0].timeout is left out"),
        Arguments.of(
            ROUTES + "  - retries: {attempts: -1}\n" + TO,
            "a.yaml:7: VirtualService default/shop: spec.http[0].retries.attempts: -1 is out of"
                + " range; write a number from 0 to 2147483647"),
        Arguments.of(
            ROUTES + "  - name: empty\n",
            "a.yaml:7: VirtualService default/shop: spec.http[0].route: is missing; write where the"
                + " requests go (or redirect, directResponse, delegate); spec.http[0] is left out"),
        Arguments.of(
            ROUTES + "  - redirect: {uri: /}\n" + TO,
            "a.yaml:8: VirtualService default/shop: spec.http[0].route: cannot stand beside"
                + " redirect, which counts; keep one"),
        Arguments.of(
            ROUTES + "  - route:\n    - destination: {hots: shop}\n",
            """
            a.yaml:8: VirtualService default/shop: spec.http[0].route[0].destination.host: is missing; write it; spec.http[0] is left out
            a.yaml:8: VirtualService default/shop: spec.http[0].route[0].destination.hots: is not a field of spec.http[0].route[0].destination; did you mean host?; spec.http[0] is left out
            """),
        Arguments.of(
            ROUTES + "  - fault: {delay: {percentage: {value: 101}, fixedDelay: 1s}}\n" + TO,
            """
            a.yaml:7: VirtualService default/shop: spec.http[0].fault.delay.percentage.value: 101.0 is more than 100; write at most that
            """));
  }

  static List<Arguments> balancers() {
    return List.of(
        Arguments.of(
            RULE + "      simple: ROUND_ROBIN\n      consistentHash: {httpHeaderName: x}\n",
            "a.yaml:9: "
                + BALANCER
                + "consistentHash: cannot stand beside simple, and a cluster"
                + " refuses the two; keep one of simple, consistentHash, backendUtilization"
                + OUT),
        Arguments.of(
            RULE + "      consistentHash:\n        httpHeaderName: x\n        useSourceIp: true\n",
            "a.yaml:10: "
                + BALANCER
                + "consistentHash.useSourceIp: cannot stand beside"
                + " httpHeaderName, and a cluster refuses the two; keep one of httpHeaderName,"
                + " httpCookie, useSourceIp, httpQueryParameterName"
                + OUT),
        Arguments.of(
            RULE + "      consistentHash:\n        httpCookei: {name: x}\n",
            "a.yaml:9: "
                + BALANCER
                + "consistentHash.httpCookei: is not a field of"
                + " spec.trafficPolicy.loadBalancer.consistentHash; did you mean httpCookie?"
                + OUT),
        Arguments.of(
            RULE + "      simple: ROUND_ROBBIN\n",
            "a.yaml:8: "
                + BALANCER
                + "simple: \"ROUND_ROBBIN\" is none of UNSPECIFIED, LEAST_CONN,"
                + " RANDOM, PASSTHROUGH, ROUND_ROBIN, LEAST_REQUEST; did you mean ROUND_ROBIN?"
                + OUT),
        Arguments.of(
            RULE + "      consistentHash: {httpCookie: {name: x, ttl: never}}\n",
            "a.yaml:8: "
                + BALANCER
                + "consistentHash.httpCookie.ttl: \"never\" is no duration; write"
                + " a number and a unit, such as 3s, 250ms or 1h30m"
                + OUT),
        Arguments.of(
            RULE + "      consistentHash: {httpHeaderName: x, minimumRingSize: abc}\n",
            "a.yaml:8: "
                + BALANCER
                + "consistentHash.minimumRingSize: needs a whole number, not the"
                + " text \"abc\"; write a whole number"
                + OUT),
        Arguments.of(
            RULE + "      consistentHash: {ringHash: {}}\n",
            "a.yaml:8: "
                + BALANCER
                + "consistentHash: names nothing to hash, so requests go to"
                + " random endpoints; write httpHeaderName, httpCookie, useSourceIp or"
                + " httpQueryParameterName"));
  }

  static List<Arguments> rules() {
    return List.of(
        Arguments.of(
            RULE.replace("host: shop", "hosts: [shop]") + "      simple: RANDOM\n",
            """
            a.yaml:5: DestinationRule default/shop: spec.host: is missing; write it
            a.yaml:5: DestinationRule default/shop: spec.hosts: is not a field of spec; did you mean host?
            """),
        Arguments.of(
            RULE + "      simple: RANDOM\n  subsets:\n  - labels: {version: v1}\n",
            "a.yaml:10: DestinationRule default/shop: spec.subsets[0].name: is missing; write it;"
                + " spec.subsets[0] is left out"));
  }

  static List<Arguments> others() {
    return List.of(
        Arguments.of(
            """
            apiVersion: networking.istio.io/v1
            kind: Gateway
            metadata: {name: edge}
            spec:
              servers:
              - port: {number: 80, name: http, protocol: HTPP}
                hosts: ["*"]
              - port: {number: 443, name: https, protocol: https}
                hosts: ["*"]
            """,
            """
            a.yaml:6: Gateway default/edge: spec.servers[0].port.protocol: "HTPP" is none of HTTP, HTTPS, GRPC, GRPC-WEB, HTTP2, MONGO, MYSQL, REDIS, TCP, TLS; did you mean HTTP?; spec.servers[0] is left out
            a.yaml:8: Gateway default/edge: spec.servers[1].tls: is missing for HTTPS; write mode and credentialName; spec.servers[1] is left out
            """),
        Arguments.of(
            """
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: shop-1}
            addressType: IPv4
            endpoints:
            - addresses: [shop.example.com]
            - addresses: []
            - addresses: [127.0.1.1]
            """,
            """
            a.yaml:6: EndpointSlice default/shop-1: endpoints[0].addresses: "shop.example.com" is no IP address; write one such as 10.0.0.7; endpoints[0] is left out
            a.yaml:7: EndpointSlice default/shop-1: endpoints[1].addresses: has no address; write at least one; endpoints[1] is left out
            """),
        Arguments.of(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: shop}
            spec:
              selector: {matchLabels: {app: shop}}
              template:
                metadata: {labels: {app: shoop}}
                spec:
                  containers:
                  - name: shop
                    image: shop:1
                    resources: {limits: {cpu: a lot, memory: 1Gi}}
                    readinessProbe: {httpGet: {path: /}}
            """,
            """
            a.yaml:12: Deployment default/shop: spec.template.spec.containers[0].resources.limits[cpu]: is no quantity, and a cluster would refuse it; write one such as 100m or 512Mi
            a.yaml:13: Deployment default/shop: spec.template.spec.containers[0].readinessProbe.httpGet.port: is missing; write a port's number or name; spec.template.spec.containers[0].readinessProbe is left out
            a.yaml:5: Deployment default/shop: spec.selector: does not choose the pods of its own template, and a cluster refuses that; write the same labels in spec.template.metadata.labels
            """),
        Arguments.of(
            """
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: shop}
            spec:
              hosts: [shop.example.com]
              ports: [{number: 80, name: http, protocol: HTTP}]
              resolution: DNS
              endpoints: [{address: 10.0.0.1, ports: {http: 99999}}]
            """,
            """
            a.yaml:8: ServiceEntry default/shop: spec.endpoints[0].ports.http: 99999 is out of range; write a number from 1 to 65535; spec.endpoints[0] is left out
            """));
  }
}
