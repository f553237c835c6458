package io.limpet.model.reading;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Configuration that works in a cluster is read without a word, but for what is known here.
final class ExamplesTest {
  private static final Path EXAMPLES = Path.of("..", "examples");
  private static final Path CASES = Path.of("src", "test", "resources", "cases");

  private static final Map<String, List<String>> EXPECTED =
      Map.of(
          "hash-two-keys-rejected",
          List.of(
              "one-of DestinationRule default/sticky-svc"
                  + " spec.trafficPolicy.loadBalancer.consistentHash.useSourceIp"),
          "hash-maglev",
          List.of(
              "refused-by-webhook DestinationRule default/sticky-svc"
                  + " spec.trafficPolicy.loadBalancer.consistentHash.maglev.tableSize"));

  @ParameterizedTest
  @MethodSource("texts")
  void everyExampleIsReadWithoutAnUnexpectedProblem(String name, Path file) throws IOException {
    Manifest manifest = Manifest.read(Files.readString(file), file.toString(), "default");
    assertThat(manifest.problems())
        .extracting(each -> each.code() + " " + each.resource() + " " + each.field())
        .containsExactlyElementsOf(EXPECTED.getOrDefault(name, List.of()));
    assertThat(manifest.readings())
        .filteredOn(Reading.Read.class::isInstance)
        .hasSize(manifest.readings().size() - unread(manifest));
  }

  @Test
  void everyExpectationBelongsToAnExample() throws IOException {
    assertThat(texts().map(each -> each[0].toString())).containsAll(EXPECTED.keySet());
  }

  static Stream<Object[]> texts() throws IOException {
    try (Stream<Path> examples = Files.list(EXAMPLES);
        Stream<Path> cases = Files.walk(CASES, 2)) {
      List<Object[]> texts =
          Stream.concat(
                  examples
                      .filter(each -> !each.endsWith("envoy.yaml")) // no manifest: GatewayTest
                      .map(each -> new Object[] {each.getFileName(), each}),
                  cases
                      .filter(each -> each.endsWith("input.yaml"))
                      .map(each -> new Object[] {each.getName(each.getNameCount() - 2), each}))
              .map(each -> new Object[] {each[0].toString(), each[1]})
              .toList();
      assertThat(texts).hasSizeGreaterThan(30);
      return texts.stream();
    }
  }

  private static int unread(Manifest manifest) {
    return manifest.problems().stream()
        .map(Problem::code)
        .filter(each -> each.equals("kind-not-read"))
        .toList()
        .size();
  }
}
