package io.limpet.sameness;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A request that is written as in HTTP/1.1, as HTTP/2 and HTTP/3 send it. `whole`: the head is all
/// of it. Its `host` is sent as the authority, and as itself where an `:authority` is written.
record StreamRequest(List<String> head, boolean whole, List<String> pieces, List<String> trailers) {
  static StreamRequest of(String text, String scheme) {
    int blank = text.indexOf("\r\n\r\n");
    String[] lines = text.substring(0, blank).split("\r\n", -1);
    String body = text.substring(blank + 4);
    String[] words = lines[0].split(" ", -1);
    List<String> head = new ArrayList<>();
    head.add(":method: " + words[0]);
    if (!words[0].equals("CONNECT") || text.contains("\r\n:protocol:")) {
      head.add(":scheme: " + scheme);
      head.add(":path: " + words[1]);
    }
    boolean authority = text.contains("\r\n:authority:");
    List<String> plain = new ArrayList<>();
    boolean chunked = false;
    for (int i = 1; i < lines.length; i++) {
      String name = lines[i].substring(0, lines[i].indexOf(':', 1)).toLowerCase(Locale.ROOT);
      String value = lines[i].substring(name.length() + 1).strip();
      if (name.equals("host") && !authority) {
        head.add(":authority: " + value);
      } else if (name.equals(":authority")) {
        head.add(name + ": " + value);
      } else if (name.equals("transfer-encoding")) {
        chunked = true;
      } else {
        plain.add(name + ": " + value);
      }
    }
    head.addAll(plain);
    if (chunked && !body.isEmpty()) {
      return chunks(head, body);
    }
    List<String> pieces = body.isEmpty() ? List.of() : List.of(body);
    return new StreamRequest(head, body.isEmpty() && !chunked, pieces, List.of());
  }

  private static StreamRequest chunks(List<String> head, String text) {
    List<String> pieces = new ArrayList<>();
    int at = 0;
    while (true) {
      int end = text.indexOf("\r\n", at);
      int size = Integer.parseInt(text.substring(at, end), 16);
      at = end + 2;
      if (size == 0) {
        break;
      }
      pieces.add(text.substring(at, at + size));
      at += size + 2;
    }
    String rest = text.substring(at).strip();
    if (rest.isEmpty()) {
      pieces.add("");
      return new StreamRequest(head, false, pieces, List.of());
    }
    return new StreamRequest(head, false, pieces, List.of(rest.split("\r\n")));
  }
}
