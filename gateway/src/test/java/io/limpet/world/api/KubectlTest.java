package io.limpet.world.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.world.Cluster;
import io.limpet.world.Waiting;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What people do with kubectl, done with kubectl.
final class KubectlTest {
  private static final String SHOP =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: shop, labels: {app: shop}}
      spec:
        ports: [{port: 5000, name: http}]
        selector: {app: shop}
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: shop}
      spec:
        replicas: 2
        selector: {matchLabels: {app: shop}}
        template:
          metadata: {labels: {app: shop}}
          spec:
            containers:
            - {name: shop, image: istio/examples-helloworld-v1, ports: [{containerPort: 5000}]}
      ---
      apiVersion: networking.istio.io/v1
      kind: VirtualService
      metadata: {name: shop}
      spec:
        hosts: ["shop.example"]
        http: [{route: [{destination: {host: shop}}]}]
      """;

  @TempDir private Path folder = Path.of("");
  private Cluster cluster = new Cluster();
  private ApiServer server;
  private Kubectl kubectl;

  @BeforeEach
  void start() throws IOException {
    Kubectl.assumeInstalled();
    server =
        new ApiServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), cluster.world);
    kubectl = new Kubectl(server.port(), folder);
  }

  @AfterEach
  void close() {
    if (server != null) {
      server.close();
    }
    cluster.close();
  }

  private void apply() throws IOException, InterruptedException {
    kubectl.runWith(SHOP, "apply", "-f", "-");
    Waiting.until("two ready pods", () -> ready().equals("2"));
  }

  private String ready() {
    try {
      return kubectl.run("get", "deploy", "shop", "-o", "jsonpath={.status.readyReplicas}");
    } catch (IOException | InterruptedException failure) {
      throw new IllegalStateException(failure);
    }
  }

  @Test
  void applyCreatesThenLeavesUnchangedThenConfigures() throws Exception {
    assertThat(kubectl.runWith(SHOP, "apply", "-f", "-"))
        .isEqualTo(
            """
            service/shop created
            deployment.apps/shop created
            virtualservice.networking.istio.io/shop created
            """);
    assertThat(kubectl.runWith(SHOP, "apply", "-f", "-"))
        .isEqualTo(
            """
            service/shop unchanged
            deployment.apps/shop unchanged
            virtualservice.networking.istio.io/shop unchanged
            """);
    String changed = SHOP.replace("containerPort: 5000", "containerPort: 5001");
    assertThat(kubectl.runWith(changed, "apply", "-f", "-"))
        .contains("service/shop unchanged", "deployment.apps/shop configured");
    assertThat(kubectl.run("get", "deploy", "shop", "-o", "jsonpath={.spec.template.spec..ports}"))
        .isEqualTo("[{\"containerPort\":5001}]");
    assertThat(kubectl.runWith(changed, "apply", "--server-side", "--force-conflicts", "-f", "-"))
        .contains("deployment.apps/shop serverside-applied");
  }

  @Test
  void getPrintsTheColumnsOfACluster() throws Exception {
    apply();
    assertThat(kubectl.run("get", "po", "-owide").lines().findFirst().orElse(""))
        .matches("NAME +READY +STATUS +RESTARTS +AGE +IP +NODE +NOMINATED NODE +READINESS GATES");
    assertThat(kubectl.run("get", "po", "-owide").lines().skip(1))
        .hasSize(2)
        .allMatch(line -> line.matches("shop-\\S+-\\S{5} +1/1 +Running +0 +\\d+s +127\\..*"));
    assertThat(kubectl.run("get", "svc", "shop"))
        .containsPattern("NAME +TYPE +CLUSTER-IP +EXTERNAL-IP +PORT\\(S\\) +AGE")
        .containsPattern("shop +ClusterIP +10\\.96\\.0\\.\\d+ +<none> +5000/TCP +\\d+s");
    assertThat(kubectl.run("get", "endpoints", "shop"))
        .containsPattern("shop +127\\.\\S+:5000,127\\.\\S+:5000 +\\d+s");
    assertThat(kubectl.run("get", "deploy"))
        .containsPattern("NAME +READY +UP-TO-DATE +AVAILABLE +AGE\nshop +2/2 +2 +2 +\\d+s");
    assertThat(kubectl.run("get", "vs"))
        .containsPattern("NAME +GATEWAYS +HOSTS +AGE\nshop +\\[\"shop.example\"\\]");
    assertThat(kubectl.run("get", "all", "-A"))
        .contains("pod/shop-", "service/shop", "deployment.apps/shop", "replicaset.apps/shop-");
    assertThat(kubectl.run("get", "po", "-n", "none"))
        .isEqualTo("No resources found in none namespace.\n");
    assertThat(kubectl.run("get", "po", "none"))
        .isEqualTo("Error from server (NotFound): pods \"none\" not found\n");
  }

  @Test
  void scaleChangesTheNumberOfPods() throws Exception {
    apply();
    assertThat(kubectl.run("scale", "deploy/shop", "--replicas=3"))
        .isEqualTo("deployment.apps/shop scaled\n");
    Waiting.until("three", () -> ready().equals("3"));
    assertThat(kubectl.run("rollout", "status", "deploy/shop")).contains("successfully rolled out");
    kubectl.run("scale", "deploy", "shop", "--replicas=0");
    Waiting.until("none", () -> cluster.pods().isEmpty());
  }

  @Test
  void labelsAndAnnotationsCanBeSetAndRemoved() throws Exception {
    apply();
    assertThat(kubectl.run("label", "svc", "shop", "istio.io/persistent-session=web"))
        .isEqualTo("service/shop labeled\n");
    assertThat(kubectl.run("label", "svc", "shop", "istio.io/persistent-session=api"))
        .contains("already has a value (web), and --overwrite is false");
    assertThat(kubectl.run("get", "svc", "-l", "istio.io/persistent-session=web", "-o", "name"))
        .isEqualTo("service/shop\n");
    assertThat(kubectl.run("label", "svc", "shop", "istio.io/persistent-session-"))
        .isEqualTo("service/shop unlabeled\n");
    assertThat(kubectl.run("annotate", "svc", "shop", "limpet.io/x=y"))
        .isEqualTo("service/shop annotated\n");
  }

  @Test
  void deleteWaitsUntilTheObjectsAreGone() throws Exception {
    apply();
    assertThat(kubectl.run("delete", "po", "--all")).contains("pod \"shop-");
    Waiting.until("two new ones", () -> ready().equals("2"));
    assertThat(kubectl.runWith(SHOP, "delete", "-f", "-"))
        .contains("service \"shop\" deleted", "deployment.apps \"shop\" deleted");
    assertThat(kubectl.run("get", "deploy,svc,vs")).startsWith("No resources found");
    Waiting.until("no pods", () -> cluster.pods().isEmpty());
    assertThat(kubectl.run("delete", "ns", "default")).contains("namespace \"default\" deleted");
  }

  @Test
  void watchSaysEachChange() throws Exception {
    apply();
    Process watch = kubectl.start("get", "deploy", "shop", "-w");
    try (BufferedReader lines = watch.inputReader()) {
      assertThat(lines.readLine()).startsWith("NAME");
      assertThat(lines.readLine()).contains("2/2");
      kubectl.run("scale", "deploy/shop", "--replicas=3");
      String line = lines.readLine();
      while (!line.contains("3/3")) {
        line = lines.readLine();
      }
      assertThat(line).startsWith("shop");
    } finally {
      watch.destroyForcibly();
    }
  }

  @Test
  void documentsComeBackAsTheyWereWritten() throws Exception {
    apply();
    assertThat(kubectl.run("get", "vs", "shop", "-o", "yaml"))
        .contains("apiVersion: networking.istio.io/v1\n", "  - shop.example\n", "uid: ");
    assertThat(kubectl.run("get", "virtualservices.v1alpha3.networking.istio.io", "-o", "json"))
        .contains("networking.istio.io/v1alpha3");
  }

  @Test
  void definitionMakesKubectlKnowAKind() throws Exception {
    String definition =
        """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: policies.example.com}
        spec:
          group: example.com
          scope: Namespaced
          names: {kind: Policy, plural: policies, shortNames: [pol]}
          versions: [{name: v1, served: true, storage: true}]
        """;
    String policy =
        """
        apiVersion: example.com/v1
        kind: Policy
        metadata: {name: p}
        spec: {a: [1, {b: c}]}
        """;
    kubectl.runWith(definition, "apply", "-f", "-");
    assertThat(kubectl.runWith(policy, "apply", "-f", "-"))
        .isEqualTo("policy.example.com/p created\n");
    assertThat(kubectl.run("get", "pol", "p", "-o", "jsonpath={.spec.a[1].b}")).isEqualTo("c");
  }

  @Test
  void mistakesAreRefusedOrWarnedOf() throws Exception {
    String wrong = SHOP.replace("replicas: 2", "replicas: many");
    assertThat(kubectl.runWith(wrong, "apply", "-f", "-"))
        .contains("Deployment \"shop\" is invalid: spec.replicas: ");
    String unknown = SHOP.replace("http: [{route", "htpp: []\n  http: [{route");
    assertThat(kubectl.runWith(unknown, "apply", "-f", "-")).contains("Warning: ", "htpp");
    assertThat(kubectl.run("get", "po", "-l", "a in in")).contains("selector");
    List<String> gone = kubectl.run("get", "nothing").lines().toList();
    assertThat(gone).contains("error: the server doesn't have a resource type \"nothing\"");
  }
}
