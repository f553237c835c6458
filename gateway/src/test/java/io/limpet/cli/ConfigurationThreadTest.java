package io.limpet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.Await;
import io.limpet.mesh.GatewayProxy;
import io.limpet.mesh.MeshOptions;
import io.limpet.source.text.TextSource;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What the configuration's thread tells of what it was given.
final class ConfigurationThreadTest {
  private static final String SHOP =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: shop}
      spec: {ports: [{port: 80, name: http}]}
      """;

  private static final String RULE =
      """
      apiVersion: networking.istio.io/v1
      kind: DestinationRule
      metadata: {name: rule}
      spec: {host: HOST, trafficPolicy: {loadBalancer: {simple: RANDOM}}}
      """;

  private final Queue<String> told = new ConcurrentLinkedQueue<>();
  private final Queue<Configuration> published = new ConcurrentLinkedQueue<>();
  private final ConfigurationThread thread =
      new ConfigurationThread(
          GatewayProxy.DEFAULT,
          MeshOptions.DEFAULT,
          new ProblemLog(told::add),
          published::add,
          mistake -> told.add(mistake.toString()));

  @AfterEach
  void close() {
    thread.close();
  }

  private void offer(String name, String text) {
    new TextSource(name, text, "default").start(thread::offer);
  }

  @Test
  void aRuleThatAppliesToNothingIsToldUntilItDoes() {
    thread.start();
    offer("shop.yaml", SHOP);
    Await.until("it is served", () -> !published.isEmpty());
    offer("rule.yaml", RULE.replace("HOST", "shopp"));
    Await.until("it is told", () -> !told.isEmpty());
    assertThat(told)
        .singleElement()
        .asString()
        .contains("rule.yaml:1", "no Service has the host shopp", "did you mean shop.default");
    offer("rule.yaml", RULE.replace("HOST", "shop"));
    Await.until("it is fine", () -> told.contains("analysis: fine again"));
  }

  @Test
  void whatComesTogetherIsAnalysedTogether() {
    thread.start();
    offer("empty.yaml", "");
    Await.until("it is served", () -> !published.isEmpty());
    offer("rule.yaml", RULE.replace("HOST", "shop"));
    offer("shop.yaml", SHOP);
    Await.until(
        "it is served",
        () -> published.stream().anyMatch(each -> each.plan().clusters().size() > 1));
    offer("other.yaml", RULE.replace("HOST", "other").replace("name: rule", "name: other"));
    Await.until("it is told", () -> !told.isEmpty());
    assertThat(told).singleElement().asString().contains("no Service has the host other");
  }
}
