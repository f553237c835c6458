package io.limpet.proxy.codec.http2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Frames as the rows of a table have them: `TYPE STREAM +FLAG… PAYLOAD`.
///
/// A payload is a `"text"`, hexadecimal bytes as `hex 00 01`, so many bytes as `*16`, a number of
/// 32 bits as `#1`, fields as `{a: b | c: d}`, or the name of a method for the fields of a request.
/// Several stand behind each other. A type may be a number.
public final class FrameText {
  private static final List<String> TYPES =
      List.of(
          "DATA",
          "HEADERS",
          "PRIORITY",
          "RST_STREAM",
          "SETTINGS",
          "PUSH_PROMISE",
          "PING",
          "GOAWAY",
          "WINDOW_UPDATE",
          "CONTINUATION");

  private FrameText() {}

  public static byte[] bytes(String text) {
    List<String> words = words(text);
    if (words.getFirst().equals("RAW")) {
      return HexFormat.of().parseHex(String.join("", words.subList(1, words.size())));
    }
    int type = TYPES.indexOf(words.getFirst());
    if (type < 0) {
      type = Integer.decode(words.getFirst());
    }
    int flags = 0;
    ByteBuf payload = Unpooled.buffer();
    boolean hex = false;
    for (String word : words.subList(2, words.size())) {
      if (word.startsWith("+")) {
        flags |= flag(word.substring(1));
      } else if (word.equals("hex")) {
        hex = true;
      } else if (hex && word.matches("([0-9a-f]{2})+")) {
        payload.writeBytes(HexFormat.of().parseHex(word));
      } else {
        hex = false;
        payload(word, payload);
      }
    }
    ByteBuf frame = Unpooled.buffer();
    frame.writeMedium(payload.readableBytes()).writeByte(type).writeByte(flags);
    frame.writeInt((int) (long) Long.decode(words.get(1))).writeBytes(payload);
    byte[] bytes = new byte[frame.readableBytes()];
    frame.readBytes(bytes);
    return bytes;
  }

  /// Words are cut at blanks, but not within quotes and braces.
  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      char first = text.charAt(at);
      char close = first == '"' ? '"' : first == '{' ? '}' : ' ';
      int end = text.indexOf(close, at + 1);
      if (end < 0) {
        end = text.length();
      } else if (close != ' ') {
        end++;
      }
      String word = text.substring(at, end).strip();
      if (!word.isEmpty()) {
        words.add(word);
      }
      at = end + (close == ' ' ? 1 : 0);
    }
    return words;
  }

  private static int flag(String name) {
    return switch (name) {
      case "END_STREAM", "ACK" -> 1;
      case "END_HEADERS" -> 4;
      case "PADDED" -> 8;
      case "PRIORITY" -> 0x20;
      default -> Integer.decode(name);
    };
  }

  private static void payload(String word, ByteBuf to) {
    switch (word.charAt(0)) {
      case '"' -> to.writeBytes(latin(word.substring(1, word.length() - 1)));
      case '*' -> to.writeBytes(latin("x".repeat(Integer.parseInt(word.substring(1)))));
      case '#' -> to.writeInt((int) (long) Long.decode(word.substring(1)));
      case '{' -> fields(word.substring(1, word.length() - 1), to);
      default -> fields(":method: " + word + " | :scheme: http | :path: / | :authority: a", to);
    }
  }

  /// Without indexing and without Huffman's code.
  private static void fields(String text, ByteBuf to) {
    for (String field : text.split(" \\| ", -1)) {
      int colon = field.indexOf(':', 1);
      String value = field.substring(colon + 1);
      to.writeByte(0);
      string(field.substring(0, colon), to);
      string(value.startsWith(" ") ? value.substring(1) : value, to);
    }
  }

  private static void string(String text, ByteBuf to) {
    byte[] bytes = latin(text.replace("\\n", "\n").replace("\\0", "\0"));
    if (bytes.length < 127) {
      to.writeByte(bytes.length);
    } else {
      int rest = bytes.length - 127;
      to.writeByte(127).writeByte((rest & 0x7f) | 0x80).writeByte(rest >>> 7);
    }
    to.writeBytes(bytes);
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
