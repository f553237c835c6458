package io.limpet.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.limpet.model.Change;
import io.limpet.model.Problem;
import io.limpet.world.document.Tree;
import io.limpet.world.pods.Behaviour;
import io.limpet.world.store.ObjectTypes;
import io.limpet.world.store.StoredObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PodsTest {
  private static final String SERVER =
      "python3 -u -c \"import os, http.server, socketserver;"
          + " print('serving', os.environ['POD_NAME']);"
          + " socketserver.TCPServer.allow_reuse_address = True;"
          + " socketserver.TCPServer((os.environ['HOST'], int(os.environ['PORT'])),"
          + " http.server.SimpleHTTPRequestHandler).serve_forever()\"";

  private final Cluster cluster = new Cluster();

  @AfterEach
  void close() {
    cluster.close();
  }

  private static String deployment(String name, String image, String command, String rest) {
    return """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: %s}
    spec:
      selector: {matchLabels: {app: %s}}
      template:
        metadata:
          labels: {app: %s}
          annotations:
            limpet.io/command: |
              %s
        spec:
          containers:
          - name: main
            image: %s
            ports: [{containerPort: 8080}]
    %s
    """
        .formatted(name, name, name, command, image, rest.indent(6));
  }

  @Test
  void commandRunsAsAProcessWithItsLogAndIsReadyWhenItsPortAccepts() throws IOException {
    cluster.apply(deployment("web", "any", SERVER, ""));
    cluster.awaitReady(1);
    StoredObject pod = cluster.pods().getFirst();
    assertThat(Cluster.get(pod, 8080, "/")).contains("Directory listing");
    assertThat(cluster.world.log(pod.key())).contains("serving " + pod.name());
  }

  @Test
  void programThatExitsIsStartedAgainAndTheRestartsAreCounted() {
    cluster.apply(deployment("broken", "any", "echo no luck; exit 3", ""));
    Waiting.until(
        "two restarts",
        () -> cluster.pods().stream().anyMatch(pod -> Tree.whole(container(pod), 0, RESTARTS) > 1));
    StoredObject pod = cluster.pods().getFirst();
    assertThat(cluster.world.log(pod.key()))
        .contains("no luck", "(restart 1: exit code 3: no luck)");
    Waiting.until(
        "back-off is shown",
        () ->
            "CrashLoopBackOff"
                .equals(
                    Tree.text(container(cluster.pods().getFirst()), "state", "waiting", "reason")));
  }

  private static final String RESTARTS = "restartCount";

  private static io.limpet.model.tree.Value container(StoredObject pod) {
    var statuses = Tree.items(pod.document(), "status", "containerStatuses");
    return statuses.isEmpty() ? Tree.EMPTY : statuses.getFirst();
  }

  @Test
  void programIsAskedToEndBeforeItIsKilled(@TempDir Path folder) throws IOException {
    Path told = folder.resolve("told");
    String trap = "trap 'echo bye > " + told + "; exit 0' TERM; echo up > " + folder + "/up;";
    cluster.apply(deployment("polite", "any", trap + " while true; do sleep 0.01; done", ""));
    Waiting.until("it runs", () -> Files.exists(folder.resolve("up")));
    cluster.scale(ObjectTypes.DEPLOYMENT, "polite", 0);
    Waiting.until("no pods", () -> cluster.pods().isEmpty());
    assertThat(Files.readString(told)).isEqualTo("bye\n");
  }

  @Test
  void programThatWillNotEndIsKilledAfterTheGracePeriodWithItsChildren(@TempDir Path folder)
      throws IOException {
    Path child = folder.resolve("child");
    String stubborn =
        "trap '' TERM; sh -c 'trap \"\" TERM; echo $$ > " + child + "; sleep 1000' & sleep 1000";
    cluster.apply(deployment("stubborn", "any", stubborn, "terminationGracePeriodSeconds: 1"));
    Waiting.until("its child runs", () -> size(child) > 0);
    long pid = Long.parseLong(Files.readString(child).strip());
    cluster.scale(ObjectTypes.DEPLOYMENT, "stubborn", 0);
    Waiting.until("no pods", () -> cluster.pods().isEmpty());
    Waiting.until("no child", () -> !runs(pid));
  }

  @Test
  void noProcessIsLeftWhenTheWorldCloses(@TempDir Path folder) throws IOException {
    Path child = folder.resolve("child");
    cluster.apply(deployment("lasting", "any", "echo $$ > " + child + "; sleep 1000; true", ""));
    Waiting.until("it runs", () -> size(child) > 0);
    long pid = Long.parseLong(Files.readString(child).strip());
    cluster.close();
    Waiting.until("it is gone", () -> !runs(pid));
  }

  @Test
  void noChildIsLeftWhenTheWorldClosesWhileAPodEnds(@TempDir Path folder) throws IOException {
    Path child = folder.resolve("child");
    Path told = folder.resolve("told");
    String inner =
        "sh -c 'trap \"echo > %s\" TERM; echo $$ > %s; while :; do sleep 0.01; done'; true"
            .formatted(told, child);
    cluster.apply(deployment("orphan", "any", inner, "terminationGracePeriodSeconds: 60"));
    Waiting.until("it runs", () -> size(child) > 0);
    ProcessHandle process =
        ProcessHandle.of(Long.parseLong(Files.readString(child).strip())).orElseThrow();
    ProcessHandle parent = process.parent().orElseThrow();
    cluster.scale(ObjectTypes.DEPLOYMENT, "orphan", 0);
    Waiting.until("it was told to end", () -> Files.exists(told) && !parent.isAlive());
    cluster.close();
    Waiting.until("it is gone", () -> !process.isAlive());
  }

  private static long size(Path file) {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException gone) {
      return 0;
    }
  }

  private static boolean runs(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  @Test
  void probeByHttpDecidesWhetherAPodIsReady() {
    String probe =
        """
        readinessProbe:
          httpGet: {path: /PATH, port: 8080}
          periodSeconds: 1
        """;
    String working = probe.replace("PATH", "").indent(2);
    String failing = probe.replace("PATH", "missing").indent(2);
    cluster.apply(deployment("good", "any", SERVER, working));
    cluster.apply(deployment("bad", "any", SERVER, failing));
    Waiting.until("the good one is ready", () -> ready("good") == 1);
    Waiting.until(
        "the bad one runs",
        () ->
            cluster.pods().stream()
                .filter(pod -> pod.name().startsWith("bad"))
                .anyMatch(pod -> String.join("", cluster.world.log(pod.key())).contains("404")));
    assertThat(ready("bad")).isZero();
  }

  private long ready(String prefix) {
    return cluster.pods().stream()
        .filter(pod -> pod.name().startsWith(prefix))
        .filter(PodStatus::isReady)
        .count();
  }

  @Test
  void unknownImageIsAProblemOfThatDeploymentAndTheRestRuns() {
    Queue<Change> changes = new ConcurrentLinkedQueue<>();
    cluster.world.start(changes::add);
    cluster.apply(deployment("db", "postgres:17", "", "").replaceAll("(?m)^ *annot.*\n.*\n", ""));
    cluster.apply(deployment("web", "any", SERVER, ""));
    Waiting.until("the other is ready", () -> ready("web") == 1);
    StoredObject pod =
        cluster.pods().stream().filter(each -> each.name().startsWith("db")).findFirst().get();
    assertThat(Tree.text(container(pod), "state", "waiting", "reason")).isEqualTo("UnknownImage");
    assertThat(Tree.text(pod.document(), "status", "phase")).isEqualTo("Pending");
    Waiting.until("the problem is said", () -> !problems(changes).isEmpty());
    assertThat(problems(changes).getFirst().toString())
        .startsWith("test.yaml")
        .contains("Deployment default/db", "\"postgres:17\"", "limpet.io/command");
  }

  private static List<Problem> problems(Queue<Change> changes) {
    return changes.stream()
        .filter(Change.Problems.class::isInstance)
        .flatMap(each -> ((Change.Problems) each).problems().stream())
        .toList();
  }

  @Test
  void firstCallOfAUserIsSlowOnEachPod() throws IOException {
    cluster.close();
    Duration delay = Duration.ofMillis(300);
    try (Cluster slow = new Cluster(Cluster.QUICK.withStickyDelay(delay))) {
      slow.apply(
          deployment("sticky-svc", "learnistio/sticky-svc:1.0.0", "", "")
              .replaceAll("(?m)^ *annot.*\n.*\n", ""));
      slow.awaitReady(1);
      StoredObject pod = slow.pods().getFirst();
      String start = "Call was processed by host " + pod.name() + " for user ricky and it took ";
      String first = Cluster.get(pod, 8080, "/ping", "x-user", "ricky");
      String second = Cluster.get(pod, 8080, "/ping", "x-user", "ricky");
      assertThat(first).startsWith(start);
      assertThat(second).startsWith(start);
      assertThat(millis(first)).isGreaterThanOrEqualTo((double) delay.toMillis());
      assertThat(millis(second)).isLessThan(millis(first));
    }
  }

  /// What the answer says it took, from Go's way to write it.
  private static double millis(String answer) {
    String took = answer.substring(answer.lastIndexOf(' ') + 1);
    double number = Double.parseDouble(took.replaceFirst("[nµm]?s$", ""));
    if (took.endsWith("ns")) {
      return number / 1e6;
    }
    if (took.endsWith("µs")) {
      return number / 1e3;
    }
    return took.endsWith("ms") ? number : number * 1e3;
  }

  @Test
  void builtInCanBeToldToCrashAndToRefuse() throws IOException {
    cluster.apply(
        deployment("hello", "docker.io/istio/examples-helloworld-v1", "", "")
            .replaceAll("(?m)^ *annot.*\n.*\n", ""));
    cluster.awaitReady(1);
    StoredObject pod = cluster.pods().getFirst();
    tell("refuse");
    assertThatThrownBy(() -> Cluster.get(pod, 8080, "/hello")).hasMessageContaining("refused");
    tell("reset");
    assertThatThrownBy(() -> Cluster.get(pod, 8080, "/hello")).isInstanceOf(IOException.class);
    tell("");
    assertThat(Cluster.get(pod, 8080, "/hello")).startsWith("Hello version: v1");
    tell("crash");
    Waiting.until(
        "it was started again",
        () -> Tree.whole(container(cluster.pods().getFirst()), 0, RESTARTS) > 0);
  }

  private void tell(String behaviour) {
    cluster.world.update(
        cluster.pods().getFirst().key(),
        pod ->
            pod.with(
                Tree.with(
                    pod.document(), behaviour, "metadata", "annotations", Behaviour.ANNOTATION)));
  }
}
