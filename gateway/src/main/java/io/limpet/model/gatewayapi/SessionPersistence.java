package io.limpet.model.gatewayapi;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How callers are kept on one endpoint (GEP-1619), whichever form of the API it was written in.
/// The timeouts are null where not written.
public record SessionPersistence(
    Carrier carrier, @Nullable Duration absoluteTimeout, @Nullable Duration idleTimeout) {

  /// Where the session's token travels; a name that is empty was not written.
  public sealed interface Carrier {
    String name();
  }

  /// `permanent`: it outlives the browser. `path` is empty where not written.
  public record Cookie(String name, String path, boolean permanent) implements Carrier {}

  public record Header(String name) implements Carrier {}
}
