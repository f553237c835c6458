package io.limpet.xds.client;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How a control plane is reached: in plain text or by TLS, with what token, and how often a silent
/// connection is tried (gRPC's keepalive; zero: never).
///
/// `token` is a file with a JWT, as istiod takes it (`authorization: Bearer …`). All files are read
/// again for each stream, so that what replaces them counts from the next one on.
public record Access(Security security, @Nullable Path token, Duration keepAlive) {
  /// What a bootstrap that says nothing else asks for. Servers end a connection that is tried more
  /// often than every five minutes unless they say otherwise (gRPC, "A8-client-side-keepalive").
  public static final Access PLAIN =
      new Access(new Security.PlainText(), null, Duration.ofMinutes(6));

  /// Whether what is said can be read on the way.
  public sealed interface Security {
    /// Everybody can.
    record PlainText() implements Security {}

    /// `authority`: certificates of those that are trusted, the system's where it is null.
    /// `identity`: what we show of ourselves. `name`: what the server's certificate must be for,
    /// where that is not the host that is asked.
    record Tls(@Nullable Path authority, @Nullable Identity identity, @Nullable String name)
        implements Security {}
  }

  /// A chain of certificates and its key, PEM files; the key in PKCS #8.
  public record Identity(Path certificates, Path key) {}
}
