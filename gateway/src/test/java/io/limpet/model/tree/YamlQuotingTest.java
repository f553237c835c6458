package io.limpet.model.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Quoted only where YAML needs it, as kubectl and istioctl do.
final class YamlQuotingTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '^',
      delimiter = ';',
      textBlock =
          """
          *:80; '*:80'
          *; '*'
          5; "5"
          0s; 0s
          10s; 10s
          1e3; "1e3"
          0x1f; "0x1f"
          1_000; "1_000"
          08; "08"
          true; "true"
          y; "y"
          yesterday; yesterday
          10.0.0.1; 10.0.0.1
          10.0; "10.0"
          0.0.0.0_8080; 0.0.0.0_8080
          10.0.0.1:5000; 10.0.0.1:5000
          12:30; "12:30"
          ::1; ::1
          [::1]:80; '[::1]:80'
          2026-11-21; "2026-11-21"
          2026-11-21-a; 2026-11-21-a
          outbound|5000||a.b.svc.cluster.local; outbound|5000||a.b.svc.cluster.local
          @type; '@type'
          %START_TIME%; '%START_TIME%'
          it's; it's
          a: b; 'a: b'
          a:b; a:b
          a #b; 'a #b'
          é; é
          -; '-'
          -a; -a
          /hello; /hello
          """)
  void aTextIsQuotedOnlyWhereItMust(String text, String written) {
    String yaml = YamlWriter.write(Value.Mapping.of(Map.of("k", new Value.Text(0, text))));
    assertThat(yaml).isEqualTo("k: " + written + "\n");
  }
}
