package io.limpet.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// A proxy's configuration as it stands in the jar: words in capitals are filled in, and a line
/// that begins with `#` and the name of a part is there with that part only.
final class Template {
  private static final Set<String> PARTS = Set.of("plain", "features", "tls");

  private Template() {}

  static String render(String name, Set<String> parts, Map<String, String> words)
      throws IOException {
    StringBuilder text = new StringBuilder();
    for (String line : read(name).lines().toList()) {
      String part = part(line);
      if (part.isEmpty()) {
        text.append(line).append('\n');
      } else if (parts.contains(part)) {
        text.append(line, part.length() + 1, line.length()).append('\n');
      }
    }
    String filled = text.toString();
    for (Map.Entry<String, String> each : words.entrySet()) {
      filled = filled.replace(each.getKey(), each.getValue());
    }
    return filled;
  }

  private static String part(String line) {
    return PARTS.stream().filter(part -> line.startsWith("#" + part)).findFirst().orElse("");
  }

  private static String read(String name) throws IOException {
    try (InputStream in = Template.class.getResourceAsStream(name)) {
      byte[] bytes = Objects.requireNonNull(in, name).readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }
}
