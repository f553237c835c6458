package io.limpet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.world.Cluster;
import io.limpet.world.Waiting;
import io.limpet.world.api.ApiServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;

final class WorldCommandsTest {
  private static final String SHOP =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: shop}
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
      """;

  @Command(
      name = "limpet",
      subcommands = {
        ApplyCommand.class,
        GetCommand.class,
        ScaleCommand.class,
        LabelCommand.class,
        DeleteCommand.class
      })
  private static final class Limpet {}

  @TempDir private Path folder = Path.of("");
  private final Cluster cluster = new Cluster();
  private ApiServer server;
  private Path file;
  private int code;

  @BeforeEach
  void start() throws IOException {
    server =
        new ApiServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), cluster.world);
    file = Files.writeString(folder.resolve("shop.yaml"), SHOP);
  }

  @AfterEach
  void close() {
    server.close();
    cluster.close();
  }

  private String limpet(String... arguments) {
    return limpetAt("http://127.0.0.1:" + server.port(), arguments);
  }

  private String limpetAt(String url, String... arguments) {
    StringWriter text = new StringWriter();
    CommandLine line = new CommandLine(new Limpet());
    line.setOut(new PrintWriter(text));
    line.setErr(new PrintWriter(text));
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--server";
    all[arguments.length + 1] = url;
    code = line.execute(all);
    return text.toString();
  }

  private void apply() {
    limpet("apply", "-f", file.toString());
    Waiting.until("two ready pods", () -> limpet("get", "deploy").contains("2/2"));
  }

  @Test
  void applySaysWhatItDid() throws IOException {
    String path = file.toString();
    assertThat(limpet("apply", "-f", path))
        .isEqualTo("service/shop created\ndeployment.apps/shop created\n");
    assertThat(limpet("apply", "-f", path))
        .isEqualTo("service/shop unchanged\ndeployment.apps/shop unchanged\n");
    Files.writeString(file, SHOP.replace("replicas: 2", "replicas: 1"));
    assertThat(limpet("apply", "-f", path))
        .isEqualTo("service/shop unchanged\ndeployment.apps/shop configured\n");
    assertThat(code).isZero();
    assertThat(limpet("apply", "-f", folder.resolve("none.yaml").toString()))
        .startsWith("error: the path ")
        .endsWith("does not exist\n");
    assertThat(code).isEqualTo(1);
  }

  @Test
  void mistakesAreToldWithTheirLineAndTheRestIsApplied() throws IOException {
    Files.writeString(file, SHOP.replace("replicas: 2", "replicas: many"));
    assertThat(limpet("apply", "-f", file.toString()))
        .contains(file + ":12: Deployment shop: spec.replicas", "service/shop created", "Invalid");
    assertThat(code).isEqualTo(1);
  }

  @Test
  void documentWithoutKindOrNameIsRefusedAndTheRestIsApplied() throws IOException {
    Files.writeString(file, "apiVersion: v1\nmetadata: {name: x}\n---\n" + SHOP);
    assertThat(limpet("apply", "-f", file.toString()))
        .contains("document \"x\" is not applied", "service/shop created")
        .doesNotContain("/x created");
    assertThat(code).isEqualTo(1);
  }

  @Test
  void kindThatNobodyKnowsIsKeptAndGivenBack() throws IOException {
    Files.writeString(
        file, "{apiVersion: example.com/v1, kind: Policy, metadata: {name: p}, spec: {a: [b]}}");
    assertThat(limpet("apply", "-f", file.toString())).endsWith("policy.example.com/p created\n");
    assertThat(limpet("get", "policies", "p", "-o", "yaml")).endsWith("spec:\n  a:\n  - b\n");
  }

  @Test
  void getPrintsTables() {
    apply();
    assertThat(limpet("get", "pods", "-o", "wide").lines().toList())
        .hasSize(3)
        .first()
        .asString()
        .matches("NAME +READY +STATUS +RESTARTS +AGE +IP +NODE +NOMINATED NODE +READINESS GATES");
    assertThat(limpet("get", "deploy,svc", "-A"))
        .containsPattern("NAMESPACE +NAME +READY +UP-TO-DATE +AVAILABLE +AGE\n")
        .containsPattern("default +deployment.apps/shop +2/2 +2 +2 +\\d+s\n\nNAMESPACE")
        .containsPattern("default +service/shop +ClusterIP");
    assertThat(limpet("get", "po", "-n", "none"))
        .isEqualTo("No resources found in none namespace.\n");
    assertThat(limpet("get", "po", "-l", "app=other")).startsWith("No resources found");
    assertThat(code).isZero();
    assertThat(limpet("get", "pod", "none"))
        .isEqualTo("Error from server (NotFound): pods \"none\" not found\n");
    assertThat(code).isEqualTo(1);
    assertThat(limpet("get", "things"))
        .isEqualTo("error: the server doesn't have a resource type \"things\"\n");
  }

  @Test
  void getShowsWhatIsThereAndTellsWhatIsNot() {
    apply();
    assertThat(limpet("get", "deploy", "shop", "none"))
        .containsPattern("^NAME .*\nshop +2/2")
        .endsWith("Error from server (NotFound): deployments.apps \"none\" not found\n");
    assertThat(code).isEqualTo(1);
    assertThat(limpet("get", "deploy,svc", "none", "-o", "name").lines()).hasSize(2);
    assertThat(limpet("get", "deploy/shop", "svc/none", "-o", "name"))
        .startsWith("deployment.apps/shop\nError from server (NotFound): services \"none\"");
    assertThat(code).isEqualTo(1);
    assertThat(limpet("get", "deployments.v1.apps", "shop")).contains("2/2");
    assertThat(code).isZero();
  }

  @Test
  void getPrintsDocuments() {
    apply();
    assertThat(limpet("get", "svc", "shop", "-o", "json"))
        .startsWith("{\n    \"apiVersion\": \"v1\",\n    \"kind\": \"Service\"");
    assertThat(limpet("get", "svc/shop", "-o", "yaml")).startsWith("apiVersion: v1\nkind: Service");
    assertThat(limpet("get", "svc", "-o", "yaml")).startsWith("apiVersion: v1\nitems:\n");
    assertThat(limpet("get", "deploy", "-o", "name")).isEqualTo("deployment.apps/shop\n");
  }

  @Test
  void scaleTakesBothWaysToNameAWorkload() {
    apply();
    assertThat(limpet("scale", "deploy/shop", "--replicas=0"))
        .isEqualTo("deployment.apps/shop scaled\n");
    Waiting.until("no pods", () -> cluster.pods().isEmpty());
    assertThat(limpet("scale", "deploy", "shop", "--replicas=2"))
        .isEqualTo("deployment.apps/shop scaled\n");
    Waiting.until("two pods", () -> limpet("get", "deploy").contains("2/2"));
    assertThat(limpet("scale", "deploy/none", "--replicas=2"))
        .isEqualTo("Error from server (NotFound): deployments.apps \"none\" not found\n");
    assertThat(code).isEqualTo(1);
  }

  @Test
  void labelSetsAndRemoves() {
    apply();
    String label = "istio.io/persistent-session-header";
    assertThat(limpet("label", "svc", "shop", label + "=x-session"))
        .isEqualTo("service/shop labeled\n");
    assertThat(limpet("label", "svc", "shop", label + "=x-session"))
        .isEqualTo("service/shop not labeled\n");
    assertThat(limpet("label", "svc", "shop", label + "=x-other"))
        .contains("already has a value (x-session), and --overwrite is false");
    assertThat(limpet("label", "svc/shop", label + "=x-other", "--overwrite"))
        .isEqualTo("service/shop labeled\n");
    assertThat(limpet("label", "svc/shop", label + "-")).isEqualTo("service/shop unlabeled\n");
  }

  @Test
  void deleteWaitsForTheEnd() {
    apply();
    String pod = cluster.pods().getFirst().name();
    assertThat(limpet("delete", "pod", pod)).isEqualTo("pod \"" + pod + "\" deleted\n");
    assertThat(cluster.pods()).noneMatch(each -> each.name().equals(pod));
    assertThat(limpet("delete", "-f", file.toString()))
        .isEqualTo("service \"shop\" deleted\ndeployment.apps \"shop\" deleted\n");
    assertThat(limpet("get", "deploy")).startsWith("No resources found");
    assertThat(limpet("delete", "deploy/shop", "--ignore-not-found")).isEmpty();
    assertThat(code).isZero();
  }

  @Test
  void serverThatCannotBeReachedIsToldWithARemedy() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    assertThat(limpetAt("http://127.0.0.1:" + free, "get", "po"))
        .contains("cannot be reached", "limpet demo");
    assertThat(code).isEqualTo(1);
  }
}
