package io.limpet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.Await;
import io.limpet.mesh.GatewayProxy;
import io.limpet.mesh.MeshOptions;
import io.limpet.model.tree.Value;
import io.limpet.model.tree.YamlReader;
import io.limpet.source.file.FileSource;
import io.limpet.xds.resources.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// `broken-resources.yaml`: what is told of each, with its place, and that the rest goes on. Files
/// are read and watched as `limpet run` does.
final class BrokenResourcesTest {
  private static final Path TABLE = Path.of("src/test/resources/broken-resources.yaml");
  private static final int LEAST_ROWS = 60;
  private static final String SHOP =
      """
      apiVersion: networking.istio.io/v1
      kind: Gateway
      metadata: {name: edge}
      spec:
        selector: {istio: ingressgateway}
        servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]
      ---
      apiVersion: networking.istio.io/v1
      kind: VirtualService
      metadata: {name: shop}
      spec:
        hosts: [shop.example.com]
        gateways: [edge]
        http: [{route: [{destination: {host: shop}}]}]
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: shop, labels: {istio.io/persistent-session: shop}}
      spec: {ports: [{port: 80, name: http}]}
      ---
      apiVersion: discovery.k8s.io/v1
      kind: EndpointSlice
      metadata: {name: shop-1, labels: {kubernetes.io/service-name: shop}}
      addressType: IPv4
      ports: [{name: http, port: 8080}]
      endpoints: [{addresses: [10.0.0.1], conditions: {ready: true}}]
      """;

  record Row(String rule, String text, boolean edit, List<String> says) {
    @Override
    public String toString() {
      return rule;
    }
  }

  @TempDir Path folder;
  private final Queue<String> told = new ConcurrentLinkedQueue<>();
  private final AtomicReference<Configuration> served = new AtomicReference<>(Configuration.EMPTY);

  @ParameterizedTest
  @MethodSource("rows")
  void eachMistakeIsToldWithItsPlaceAndTheRestGoesOn(Row row) throws Exception {
    write("shop.yaml", SHOP);
    if (!row.edit()) {
      write("broken.yaml", row.text());
    }
    try (FileSource files = new FileSource(List.of(folder), "default");
        ConfigurationThread thread =
            new ConfigurationThread(
                GatewayProxy.DEFAULT,
                MeshOptions.DEFAULT,
                new ProblemLog(told::add),
                served::set,
                ours -> told.add(ours.toString()))) {
      thread.start();
      files.start(thread::offer);
      Await.until("the shop is served", this::isShopServed);
      if (row.edit()) {
        write("shop.yaml", row.text());
      }
      Await.until("it is told", () -> told.size() >= row.says().size());
      assertThat(told)
          .extracting(each -> each.replace(folder + "/", ""))
          .containsExactlyInAnyOrderElementsOf(row.says());
      assertThat(isShopServed()).isTrue();
      if (row.edit()) {
        write("shop.yaml", SHOP);
        Await.until("it is fine", () -> told.contains(folder + "/shop.yaml: fine again"));
      }
    }
  }

  private boolean isShopServed() {
    Resources resources = served.get().resources();
    return resources.listeners().containsKey("0.0.0.0_8080")
        && resources.endpoints().containsKey("outbound|80||shop.default.svc.cluster.local")
        && resources.routes().toString().contains("shop.example.com")
        && served.get().plan().listeners().containsKey("0.0.0.0_8080")
        && served.get().plan().clusters().values().stream()
            .anyMatch(each -> each.endpoints().size() == 1);
  }

  @Test
  void noTwoFailAtTheSameCheck() {
    assertThat(rows()).hasSizeGreaterThanOrEqualTo(LEAST_ROWS);
    Map<String, String> seen = new HashMap<>();
    for (Row row : rows()) {
      String check = check(row.says().getFirst());
      assertThat(seen.put(check, row.rule())).as(row.rule() + ": " + check).isNull();
    }
  }

  /// The words of a check, without those that are the resource's.
  private static String check(String said) {
    return said.replaceFirst("^(error|warning): [^ ]+: ", "")
        .replaceFirst("^[A-Z][A-Za-z]+ [^ ]*: ", "")
        .replaceFirst("^[a-zA-Z]+[a-zA-Z.\\[\\]0-9/-]*: ", "")
        .replaceAll("\"[^\"]*\"", "…")
        .replaceAll("; [a-zA-Z.\\[\\]0-9]+ is left out$", "")
        .replaceAll("[0-9]+", "N");
  }

  static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    String text;
    try {
      text = Files.readString(TABLE);
    } catch (IOException missing) {
      throw new IllegalStateException(missing);
    }
    Value.Sequence all = (Value.Sequence) YamlReader.readAll(text).getFirst().root();
    for (Value each : all.items()) {
      Value.Mapping row = (Value.Mapping) each;
      List<String> says = new ArrayList<>();
      if (row.get("says") instanceof Value.Sequence lines) {
        lines.items().forEach(line -> says.add(((Value.Text) line).value()));
      }
      rows.add(
          new Row(
              text(row, "rule"), text(row, "text"), row.get("edit") instanceof Value.Truth, says));
    }
    return rows;
  }

  private static String text(Value.Mapping row, String key) {
    return ((Value.Text) Objects.requireNonNull(row.get(key), key)).value();
  }

  private Path write(String name, String text) throws IOException {
    Path fresh = Files.writeString(folder.resolve(name + ".new"), text);
    return Files.move(fresh, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }
}
