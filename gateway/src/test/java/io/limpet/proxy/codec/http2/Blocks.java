package io.limpet.proxy.codec.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.proxy.codec.HeaderLines;
import io.limpet.proxy.codec.Texts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Header blocks and their fields, as tests write them.
final class Blocks {
  private Blocks() {}

  static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  static HpackDecoder decoder() {
    return new HpackDecoder(60 << 10, 100, new HeaderLines(new Texts()));
  }

  static HeaderLines read(HpackDecoder decoder, byte[] block) {
    HeaderLines lines = new HeaderLines(new Texts());
    lines.begin(false);
    assertThat(decoder.decode(block, 0, block.length, lines)).isTrue();
    return lines;
  }

  /// Each line as `name: value`.
  static List<String> texts(HeaderLines lines) {
    List<String> texts = new ArrayList<>();
    for (int line = 0; line < lines.count(); line++) {
      if (!lines.gone(line)) {
        String name = text(lines, lines.name(line), lines.nameEnd(line));
        texts.add(name + ": " + text(lines, lines.value(line), lines.valueEnd(line)));
      }
    }
    return texts;
  }

  private static String text(HeaderLines lines, int from, int to) {
    return new String(lines.bytes(), from, to - from, StandardCharsets.ISO_8859_1);
  }
}
