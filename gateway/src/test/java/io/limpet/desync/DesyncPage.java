package io.limpet.desync;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/// docs/desync.md: every payload, and what a client and an endpoint see of it.
final class DesyncPage {
  static final String BEGINNING =
      """
      # Smuggled requests and split answers

      Made by `DesyncTest` (`mvn test -Dtest=DesyncTest -Dtidy.update=true`) of the rows in `gateway/src/test/resources/desync`. Each payload goes
      through a real Envoy 1.40 and through Limpet, with the same configuration. Told are what the client sees, and behind the arrow the requests that
      the endpoint reads, with their bodies; `end` is the connection's end, `cut` an answer that ends too early, `reset` a stream's error over HTTP/2.

      Beyond what is told, each row checks that

      - what reaches Limpet's endpoint is what reaches Envoy's, header by header, where the two do the same;
      - the bytes that reach Limpet's endpoint are the same requests to a server that goes by `transfer-encoding` first, to one that goes by
        `content-length` first (both take LF for a line's end), and to Netty's decoder;
      - the next client, on the same connections to the endpoint, gets the answer to its own request.

      Where Limpet is stricter, [envoy-differences.md](envoy-differences.md) says why. More payloads are in the tables `http1-*.yaml`,
      `http2-*.yaml`, `http10.yaml` and `trailers.yaml` of `gateway/src/test/resources/sameness`.
      """;

  private static final Map<String, String> TITLES =
      Map.of(
          "requests", "Requests over HTTP/1.1",
          "downgrades", "Requests over HTTP/2, to an endpoint that speaks HTTP/1.1",
          "answers", "Answers of an endpoint");

  private DesyncPage() {}

  static void table(String name, List<Row> rows, StringBuilder page) {
    page.append("\n## ").append(TITLES.get(name)).append("\n\n");
    page.append("| payload | Envoy 1.40 | Limpet |\n|---|---|---|\n");
    for (Row row : rows) {
      String limpet = row.differs() ? told(row.limpet()) : "the same";
      page.append("| %s | %s | %s |\n".formatted(plain(row.rule()), told(row.envoy()), limpet));
    }
  }

  private static String told(Row.Seen seen) {
    return "`%s` → `%s`".formatted(plain(seen.client()), plain(seen.endpoint()));
  }

  private static String plain(String text) {
    StringBuilder plain = new StringBuilder();
    for (int at = 0; at < text.length(); at++) {
      char letter = text.charAt(at);
      boolean shown = letter >= ' ' && letter < 0x7f;
      plain.append(
          shown ? String.valueOf(letter) : String.format(Locale.ROOT, "%%%02X", (int) letter));
    }
    return plain.toString().replace("|", "\\|");
  }
}
