package io.limpet.mesh;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What of a request is hashed.
public sealed interface HashKey {
  /// Nothing: every request gets a random endpoint of the table.
  record Nothing() implements HashKey {}

  record Header(String name) implements HashKey {}

  /// The gateway makes a cookie that is missing only where `ttl` is given; one of 0 s ends with the
  /// browser.
  record Cookie(String name, String path, @Nullable Duration ttl, List<Attribute> attributes)
      implements HashKey {
    public Cookie {
      attributes = List.copyOf(attributes);
    }
  }

  record Attribute(String name, String value) {}

  record SourceIp(boolean use) implements HashKey {}

  record QueryParameter(String name) implements HashKey {}
}
