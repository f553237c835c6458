package io.limpet.model.reading;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.Resource;
import io.limpet.model.istio.Destination;
import io.limpet.model.istio.DestinationRule;
import io.limpet.model.istio.HeaderOperations;
import io.limpet.model.istio.HttpMatch;
import io.limpet.model.istio.HttpRoute;
import io.limpet.model.istio.LoadBalancer;
import io.limpet.model.istio.LoadBalancer.HashAlgorithm;
import io.limpet.model.istio.LoadBalancer.HashKey;
import io.limpet.model.istio.Mirroring;
import io.limpet.model.istio.RouteAction;
import io.limpet.model.istio.ServiceEntry;
import io.limpet.model.istio.StringMatch;
import io.limpet.model.istio.TrafficPolicy;
import io.limpet.model.istio.VirtualService;
import io.limpet.model.kubernetes.Container;
import io.limpet.model.kubernetes.EndpointSlice;
import io.limpet.model.kubernetes.Pod;
import io.limpet.model.kubernetes.PortReference;
import io.limpet.model.kubernetes.Probe;
import io.limpet.model.kubernetes.Protocol;
import io.limpet.model.kubernetes.Service;
import io.limpet.model.kubernetes.StatefulSet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class ReadersTest {
  private static final String ROUTE =
      """
      apiVersion: networking.istio.io/v1
      kind: VirtualService
      metadata: {name: shop}
      spec:
        hosts: [shop.example.com]
        gateways: [edge, mesh]
        exportTo: ["."]
        http:
        - name: cart
          match:
          - name: first
            uri: {prefix: /cart}
            method: {exact: GET}
            authority: {regex: ".*"}
            headers: {x-user: {}, x-any: {}, x-kind: {exact: a}}
            withoutHeaders: {x-bot: {prefix: b}}
            queryParams: {v: {exact: "1"}}
            ignoreUriCase: true
            port: 80
            gateways: [edge]
            sourceLabels: {app: a}
            sourceNamespace: n
            statPrefix: s
          rewrite: {uri: /, authority: other}
          timeout: 1m30s
          retries: {attempts: 3, perTryTimeout: 250ms, retryOn: 5xx, retryIgnorePreviousHosts: false}
          headers:
            request: {set: {a: b}, add: {c: d}, remove: [e]}
          route:
          - destination: {host: shop, subset: v1, port: {number: 8080}}
            weight: 80
            headers: {response: {set: {v: "1"}}}
          - destination: {host: shop}
            weight: 20
      """;

  @Test
  void aServiceAsTheApiServerGivesIt() {
    Service service =
        read(
            Service.class,
            """
            apiVersion: v1
            kind: Service
            metadata:
              name: shop
              namespace: store
              uid: 1-2-3
              resourceVersion: "42"
              creationTimestamp: "2026-11-21T10:00:00Z"
              labels: {istio.io/persistent-session: cart}
              annotations: {a: b}
              managedFields: [{manager: kubectl}]
            spec:
              type: NodePort
              clusterIP: 10.0.0.1
              clusterIPs: [10.0.0.1]
              internalTrafficPolicy: Local
              trafficDistribution: PreferClose
              publishNotReadyAddresses: true
              sessionAffinity: None
              selector: {app: shop}
              ports:
              - {name: http, port: 80, targetPort: web, nodePort: 30080, appProtocol: http}
              - {name: dns, port: 53, protocol: UDP}
            status: {loadBalancer: {}}
            """);
    assertThat(service)
        .isEqualTo(
            new Service(
                new Metadata(
                    "store",
                    "shop",
                    "1-2-3",
                    Instant.parse("2026-11-21T10:00:00Z"),
                    Map.of("istio.io/persistent-session", "cart"),
                    Map.of("a", "b")),
                new Origin("a.yaml", 1),
                Service.Type.NODE_PORT,
                "10.0.0.1",
                Map.of("app", "shop"),
                List.of(
                    new Service.Port(
                        "http", 80, new PortReference.Named("web"), Protocol.TCP, "http", 30080),
                    new Service.Port(
                        "dns", 53, new PortReference.Numbered(53), Protocol.UDP, "", 0)),
                "PreferClose",
                Service.InternalTrafficPolicy.LOCAL,
                true,
                ""));
  }

  @Test
  void conditionsOfEndpointsThatAreNotWrittenAreUnknown() {
    EndpointSlice slice =
        read(
            EndpointSlice.class,
            """
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: shop-1, labels: {kubernetes.io/service-name: shop}}
            addressType: IPv6
            ports: [{name: "", port: null}]
            endpoints:
            - addresses: ["fd00::1"]
            - addresses: ["fd00::2"]
              conditions: {ready: false, serving: true, terminating: true}
              nodeName: node-a
              zone: z1
              targetRef: {kind: Pod, name: shop-1, namespace: default, uid: u}
            """);
    assertThat(slice.service()).isEqualTo("shop");
    assertThat(slice.ports()).containsExactly(new EndpointSlice.Port("", 0, Protocol.TCP, ""));
    assertThat(slice.endpoints())
        .containsExactly(
            new EndpointSlice.Endpoint(
                List.of("fd00::1"), EndpointSlice.Conditions.UNKNOWN, "", "", "", null),
            new EndpointSlice.Endpoint(
                List.of("fd00::2"),
                new EndpointSlice.Conditions(false, true, true),
                "",
                "node-a",
                "z1",
                new EndpointSlice.Target("Pod", "default", "shop-1", "u")));
  }

  @Test
  void aPodWithItsStatus() {
    Pod pod =
        read(
            Pod.class,
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: shop-1}
            spec:
              nodeName: node-a
              serviceAccountName: shop
              containers: [{name: shop, image: "shop:1"}]
            status:
              phase: Running
              podIP: 10.0.0.7
              podIPs: [{ip: 10.0.0.7}, {ip: "fd00::7"}]
              conditions: [{type: Initialized, status: "True"}, {type: Ready, status: "True"}]
              somethingNew: 1
            """);
    assertThat(pod.status())
        .isEqualTo(new Pod.Status(Pod.Phase.RUNNING, List.of("10.0.0.7", "fd00::7"), true));
    assertThat(pod.spec().terminationGracePeriodSeconds()).isEqualTo(30);
  }

  @Test
  void aStatefulSetWithProbeAndEnvironment() {
    StatefulSet set =
        read(
            StatefulSet.class,
            """
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: shop}
            spec:
              serviceName: shops
              selector: {matchLabels: {app: shop}}
              template:
                metadata:
                  creationTimestamp: null
                  labels: {app: shop}
                  annotations: {limpet.io/command: ./shop}
                spec:
                  terminationGracePeriodSeconds: 3
                  containers:
                  - name: shop
                    image: shop:1
                    env: [{name: A, value: b}, {name: EMPTY}]
                    ports: [{name: web, containerPort: 8080}]
                    readinessProbe:
                      periodSeconds: 2
                      httpGet: {path: /ready, port: web}
            """);
    assertThat(set.replicas()).isEqualTo(1);
    assertThat(set.service()).isEqualTo("shops");
    assertThat(set.template().annotations()).containsEntry("limpet.io/command", "./shop");
    assertThat(set.template().spec().terminationGracePeriodSeconds()).isEqualTo(3);
    assertThat(set.template().spec().containers())
        .containsExactly(
            new Container(
                "shop",
                "shop:1",
                List.of(new Container.Port("web", 8080, Protocol.TCP)),
                Map.of("A", "b", "EMPTY", ""),
                new Probe(
                    new Probe.HttpGet("HTTP", "", new PortReference.Named("web"), "/ready"),
                    0,
                    2,
                    1,
                    1,
                    3)));
  }

  @Test
  void aRouteWithEverything() {
    VirtualService service = read(VirtualService.class, ROUTE);
    assertThat(service.hosts()).containsExactly("shop.example.com");
    assertThat(service.gateways()).containsExactly("edge", "mesh");
    assertThat(service.exportTo()).containsExactly(".");
    assertThat(service.http())
        .containsExactly(
            new HttpRoute(
                "cart",
                List.of(everyCondition()),
                twoDestinations(),
                new HttpRoute.Rewrite(new HttpRoute.PathRewrite.Replace("/"), "other"),
                Duration.ofSeconds(90),
                new HttpRoute.Retries(3, Duration.ofMillis(250), "5xx", false, false, null),
                null,
                Mirroring.NONE,
                null,
                new HeaderOperations(
                    new HeaderOperations.Changes(Map.of("a", "b"), Map.of("c", "d"), List.of("e")),
                    HeaderOperations.Changes.NONE),
                null));
  }

  private static HttpMatch everyCondition() {
    return new HttpMatch(
        "first",
        new StringMatch.Prefix("/cart"),
        null,
        new StringMatch.Exact("GET"),
        new StringMatch.Regex(".*"),
        Map.of(
            "x-user",
            new StringMatch.Present(),
            "x-any",
            new StringMatch.Present(),
            "x-kind",
            new StringMatch.Exact("a")),
        Map.of("x-bot", new StringMatch.Prefix("b")),
        Map.of("v", new StringMatch.Exact("1")),
        true,
        80,
        List.of("edge"),
        Map.of("app", "a"),
        "n",
        "s");
  }

  private static RouteAction twoDestinations() {
    return new RouteAction.Forward(
        List.of(
            new RouteAction.WeightedDestination(
                new Destination("shop", "v1", 8080),
                80,
                new HeaderOperations(
                    HeaderOperations.Changes.NONE,
                    new HeaderOperations.Changes(Map.of("v", "1"), Map.of(), List.of()))),
            new RouteAction.WeightedDestination(
                new Destination("shop", "", 0), 20, HeaderOperations.NONE)));
  }

  @ParameterizedTest
  @MethodSource("actions")
  void otherActions(String text, RouteAction action) {
    VirtualService service =
        read(
            VirtualService.class,
            """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: shop}
            spec: {hosts: [a], http: [{%s}]}
            """
                .formatted(text));
    assertThat(service.http()).singleElement().extracting(HttpRoute::action).isEqualTo(action);
  }

  static List<Arguments> actions() {
    return List.of(
        Arguments.of(
            "redirect: {uri: /a, authority: b, scheme: https, derivePort: FROM_REQUEST_PORT}",
            new RouteAction.Redirect(
                "/a", "b", "https", new RouteAction.RedirectPort.FromRequest(), 0)),
        Arguments.of(
            "redirect: {port: 8443, redirectCode: 308}",
            new RouteAction.Redirect("", "", "", new RouteAction.RedirectPort.Fixed(8443), 308)),
        Arguments.of(
            "directResponse: {status: 418, body: {string: teapot}}",
            new RouteAction.DirectResponse(418, new RouteAction.Body.Text("teapot"))),
        Arguments.of(
            "delegate: {name: a, namespace: b}", new RouteAction.Delegate("a", "b", null)));
  }

  @ParameterizedTest
  @MethodSource("balancers")
  void everyHashAndEverySimpleKind(String text, LoadBalancer.Policy policy) {
    DestinationRule rule =
        read(
            DestinationRule.class,
            """
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: {name: shop}
            spec: {host: shop, trafficPolicy: {loadBalancer: {%s}}}
            """
                .formatted(text));
    assertThat(rule.trafficPolicy())
        .isEqualTo(
            new TrafficPolicy(
                new LoadBalancer(policy, null, null, null),
                null,
                null,
                null,
                null,
                null,
                null,
                List.of()));
  }

  static List<Arguments> balancers() {
    HashAlgorithm unnamed = new HashAlgorithm.Unnamed(0);
    HashKey header = new HashKey.Header("x");
    return List.of(
        Arguments.of("simple: LEAST_CONN", simple(LoadBalancer.SimpleKind.LEAST_CONN)),
        Arguments.of("", simple(LoadBalancer.SimpleKind.UNSPECIFIED)),
        Arguments.of("consistentHash: {httpHeaderName: x}", hash(header, unnamed)),
        Arguments.of(
            "consistentHash: {httpQueryParameterName: q}",
            hash(new HashKey.QueryParameter("q"), unnamed)),
        Arguments.of(
            "consistentHash: {useSourceIp: false}", hash(new HashKey.SourceIp(false), unnamed)),
        Arguments.of(
            "consistentHash: {httpCookie: {name: c, ttl: 0s}, minimumRingSize: 10}",
            hash(
                new HashKey.Cookie("c", "", Duration.ZERO, List.of()),
                new HashAlgorithm.Unnamed(10))),
        Arguments.of(
            "consistentHash: {httpCookie: {name: c, path: /a, attributes: [{name: b, value: d}]}}",
            hash(
                new HashKey.Cookie(
                    "c", "/a", null, List.of(new LoadBalancer.CookieAttribute("b", "d"))),
                unnamed)),
        Arguments.of(
            "consistentHash: {httpHeaderName: x, ringHash: {minimumRingSize: 7}}",
            hash(header, new HashAlgorithm.RingHash(7))),
        Arguments.of(
            "consistentHash: {httpHeaderName: x, maglev: {tableSize: 251}}",
            hash(header, new HashAlgorithm.Maglev(251))),
        Arguments.of(
            "consistentHash: {httpHeaderName: x, maglev: {tableSize: 251}}",
            hash(header, new HashAlgorithm.Maglev(251))));
  }

  @Test
  void aServiceEntryWithEndpoints() {
    ServiceEntry entry =
        read(
            ServiceEntry.class,
            """
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: shop}
            spec:
              hosts: [shop.local]
              location: MESH_INTERNAL
              resolution: STATIC
              ports: [{number: 80, name: http, protocol: HTTP, targetPort: 8080}]
              endpoints:
              - {address: 127.0.0.1, ports: {http: 9000}, labels: {version: v1}, locality: r/z, weight: 3}
            """);
    assertThat(entry.ports()).containsExactly(new ServiceEntry.Port(80, "http", "HTTP", 8080));
    assertThat(entry.endpoints())
        .containsExactly(
            new ServiceEntry.Endpoint(
                "127.0.0.1", Map.of("http", 9000), Map.of("version", "v1"), "", "r/z", 3, ""));
  }

  @Test
  void itemsOfAnApiServersListTakeTheirKindFromIt() {
    Manifest manifest =
        Manifest.read(
            """
            {"apiVersion": "v1", "kind": "ServiceList", "metadata": {"resourceVersion": "7"},
             "items": [{"metadata": {"name": "a"}, "spec": {}}]}
            """,
            "list.json",
            "default");
    assertThat(manifest.problems()).isEmpty();
    assertThat(manifest.readings())
        .singleElement()
        .satisfies(each -> assertThat(each).isInstanceOf(Reading.Read.class));
  }

  private static LoadBalancer.Policy simple(LoadBalancer.SimpleKind kind) {
    return new LoadBalancer.Simple(kind);
  }

  private static LoadBalancer.Policy hash(HashKey key, HashAlgorithm algorithm) {
    return new LoadBalancer.ConsistentHash(key, algorithm);
  }

  private static <T extends Resource> T read(Class<T> type, String text) {
    Manifest manifest = Manifest.read(text, "a.yaml", "default");
    assertThat(manifest.problems()).isEmpty();
    Reading reading = manifest.readings().getFirst();
    return type.cast(((Reading.Read) reading).resource());
  }
}
