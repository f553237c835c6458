package io.limpet.desync;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads messages as a careless server does: lines may end in LF alone, names may have blanks
/// around them, of two lengths the first counts, and whatever speaks of chunks is in chunks.
final class Reading {
  private final InputStream in;
  private final boolean lengthFirst;

  /// `lengthFirst`: where there is a length, it counts, whatever is said of chunks.
  Reading(InputStream in, boolean lengthFirst) {
    this.in = in;
    this.lengthFirst = lengthFirst;
  }

  /// A message as it was read; `cut`: its end never came.
  record Message(String first, List<String> lines, String body, boolean cut) {
    /// The request line without its version, and the body.
    String text() {
      return told(first.replaceAll(" HTTP/1\\.[01]$", ""), body);
    }

    /// On one line, whatever the body.
    static String told(String line, String body) {
      String shown = body.replace("\r", "\\r").replace("\n", "\\n");
      return shown.isEmpty() ? line : line + " [" + shown + "]";
    }

    String status() {
      String[] words = first.split(" ", 3);
      return words.length > 1 ? words[1] : "?";
    }

    boolean interim() {
      return status().startsWith("1") && !status().equals("101");
    }
  }

  /// Who is told of a request's head before its body has come.
  interface Heads {
    void read(Message head) throws IOException;
  }

  /// The next request, or null where the bytes end before it does.
  @Nullable Message request(Heads heads) throws IOException {
    Message head = head();
    if (head == null) {
      return null;
    }
    heads.read(head);
    Message whole = body(head, false);
    return whole.cut() ? null : whole;
  }

  /// The next answer, or null; `toHead`: it is one to HEAD.
  @Nullable Message answer(boolean toHead) throws IOException {
    Message head = head();
    if (head == null || head.interim() || toHead || bare(head)) {
      return head;
    }
    return body(head, true);
  }

  private static boolean bare(Message head) {
    return List.of("101", "204", "304").contains(head.status());
  }

  private @Nullable Message head() throws IOException {
    String first = line();
    while (first != null && first.isEmpty()) {
      first = line();
    }
    if (first == null) {
      return null;
    }
    List<String> lines = new ArrayList<>();
    for (String line = line(); line != null; line = line()) {
      if (line.isEmpty()) {
        return new Message(first, List.copyOf(lines), "", false);
      }
      lines.add(line);
    }
    return null;
  }

  private static @Nullable String value(Message head, String name) {
    for (String line : head.lines()) {
      int colon = line.indexOf(':');
      if (colon > 0 && line.substring(0, colon).strip().equalsIgnoreCase(name)) {
        return line.substring(colon + 1).strip();
      }
    }
    return null;
  }

  private Message body(Message head, boolean answer) throws IOException {
    String length = value(head, "content-length");
    String encoding = value(head, "transfer-encoding");
    boolean chunked = encoding != null && encoding.toLowerCase(Locale.ROOT).contains("chunked");
    if (chunked && !(lengthFirst && length != null)) {
      return chunks(head);
    }
    if (length != null) {
      byte[] bytes = in.readNBytes(Integer.parseInt(length));
      return with(head, bytes, bytes.length < Integer.parseInt(length));
    }
    return answer ? with(head, in.readAllBytes(), false) : head;
  }

  private static Message with(Message head, byte[] body, boolean cut) {
    return new Message(head.first(), head.lines(), new String(body, ISO_8859_1), cut);
  }

  private Message chunks(Message head) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    String size = line();
    while (size != null && !size.isEmpty()) {
      int bytes = Integer.parseInt(size.replaceFirst(";.*", "").strip(), 16);
      if (bytes == 0) {
        return with(head, body.toByteArray(), !trailers());
      }
      body.write(in.readNBytes(bytes));
      var _ = line();
      size = line();
    }
    return with(head, body.toByteArray(), true);
  }

  private boolean trailers() throws IOException {
    String line = line();
    while (line != null && !line.isEmpty()) {
      line = line();
    }
    return line != null;
  }

  private @Nullable String line() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int octet = in.read(); octet != '\n'; octet = in.read()) {
      if (octet < 0) {
        return null;
      }
      bytes.write(octet);
    }
    String line = bytes.toString(ISO_8859_1);
    return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
  }
}
