package io.limpet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TranslateCommandTest {
  private static final String INPUT =
      """
      apiVersion: networking.istio.io/v1
      kind: Gateway
      metadata: {name: gateway}
      spec:
        selector: {istio: ingressgateway}
        servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]
      ---
      apiVersion: networking.istio.io/v1
      kind: DestinationRule
      metadata: {name: rule}
      spec: {host: nobody}
      """;

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return new CommandLine(new TranslateCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  private String input() throws IOException {
    return Files.writeString(folder.resolve("input.yaml"), INPUT).toString();
  }

  @Test
  void aFolderGetsOneFileForEachKindOfResource() throws IOException {
    Path to = folder.resolve("out");
    assertThat(run("-f", input(), "--out", to.toString())).isZero();
    for (String each : List.of("lds", "rds", "cds", "eds")) {
      assertThat(Files.readString(to.resolve(each + ".json"))).startsWith("[").endsWith("]\n");
    }
    assertThat(Files.readString(to.resolve("lds.json"))).contains("\"route_config_name\"");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void yamlIsPrintedAndProblemsGoToStandardError() throws IOException {
    assertThat(run("-f", input(), "-o", "yaml")).isZero();
    assertThat(out.toString()).contains("lds:", "route_config_name: http.8080");
    assertThat(err.toString()).contains("input.yaml:8: DestinationRule default/rule: spec.host:");
  }

  @Test
  void theAccessLogsFileIsTheListeners() throws IOException {
    assertThat(run("-f", input(), "--access-log", "/var/log/limpet")).isZero();
    assertThat(out.toString()).contains("\"path\": \"/var/log/limpet\"", "%ROUTE_NAME%");
  }

  @Test
  void aPathThatIsNotThereIsAClearError() {
    assertThat(run("-f", folder.resolve("nothing.yaml").toString())).isEqualTo(1);
    assertThat(err.toString()).contains("nothing.yaml: there is no such file or folder");
  }

  @Test
  void wrongUsageIsToldWithTheRightOne() throws IOException {
    assertThat(run("-f", input(), "--fix", "nonsense=off")).isEqualTo(2);
    assertThat(err.toString()).contains("header-drain");
    assertThat(run("-f", input(), "-o", "xml")).isEqualTo(2);
  }
}
