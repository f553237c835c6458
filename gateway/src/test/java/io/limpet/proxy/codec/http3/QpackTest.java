package io.limpet.proxy.codec.http3;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.proxy.codec.HeaderLines;
import io.limpet.proxy.codec.Texts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Field sections without a dynamic table (RFC 9204).
final class QpackTest {
  private static final int HEAD_BYTES = 1 << 12;
  private static final int HEADERS = 20;
  private static final int ROUNDS = 50_000;

  private final QpackDecoder decoder = new QpackDecoder(HEAD_BYTES, HEADERS, lines());

  private static HeaderLines lines() {
    return new HeaderLines(new Texts());
  }

  private static List<String> texts(HeaderLines lines) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < lines.count(); i++) {
      int from = lines.name(i);
      int to = lines.valueEnd(i);
      texts.add(new String(lines.bytes(), from, to - from, StandardCharsets.ISO_8859_1));
    }
    return texts;
  }

  /// The first is RFC 9204's own, appendix B.1; the others are of its sections 4.5.2 to 4.5.6.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0000 510b2f696e6465782e68746d6c | :path: /index.html
          0000 d1                         | :method: GET
          0000 d7                         | :scheme: https
          0000 ff00                       | :status: 100
          0000 ff23                       | x-frame-options: sameorigin
          0000 ff20                       | user-agent:
          0000 2178 0179                  | x: y
          """)
  void aFieldIsReadByItsKind(String section, String field) {
    HeaderLines lines = lines();
    byte[] bytes = HexFormat.of().parseHex(section.replace(" ", ""));
    assertThat(decoder.decode(bytes, 0, bytes.length, lines)).isTrue();
    assertThat(decoder.malformed()).isNull();
    assertThat(texts(lines)).map(String::strip).containsExactly(field);
  }

  /// A dynamic table that has no room, an index beyond the static one, an integer or a text that
  /// is cut or too long.
  @ParameterizedTest
  @CsvSource({
    "0100",
    "0000 80",
    "0000 40 00",
    "0000 10",
    "0000 00 00",
    "0000 ff24",
    "00",
    "0000 51",
    "0000 510b2f",
    "0000 ffffffffffff",
    "0000 51ffffffffff7f"
  })
  void whatBreaksTheCompressionIsNoSection(String section) {
    byte[] bytes = HexFormat.of().parseHex(section.replace(" ", ""));
    assertThat(decoder.decode(bytes, 0, bytes.length, lines())).isFalse();
  }

  @Test
  void anyBytesAreReadWithinBoundsOrRefused() {
    SplittableRandom random = new SplittableRandom(1);
    int read = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = new byte[random.nextInt(64)];
      random.nextBytes(bytes);
      Arrays.fill(bytes, 0, Math.min(2, bytes.length), (byte) 0);
      HeaderLines lines = lines();
      read += decoder.decode(bytes, 0, bytes.length, lines) ? 1 : 0;
      assertThat(lines.count()).isLessThanOrEqualTo(HEADERS);
    }
    assertThat(read).as("some of them are sections").isPositive();
  }
}
