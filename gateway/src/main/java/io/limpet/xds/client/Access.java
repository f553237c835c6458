package io.limpet.xds.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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

    /// `identity`: what we show of ourselves. `name`: what is asked for, and what the server's
    /// certificate must be for if the trust is in hosts, where that is not the host that is asked.
    record Tls(Trust trust, @Nullable Identity identity, @Nullable String name)
        implements Security {}
  }

  /// Who is believed to be the control plane.
  public sealed interface Trust {
    /// Who has a certificate for the host's name of an `authority`, the system's where it is null.
    record OfHost(@Nullable Material authority) implements Trust {}

    /// Who has a certificate of an authority, for one of `names` if there are any: what Envoy's
    /// validation context asks for, which does not look at the host.
    record OfAuthority(Material authority, List<String> names) implements Trust {
      public OfAuthority {
        names = List.copyOf(names);
      }
    }

    /// Anybody: Envoy without a validation context.
    record Blind() implements Trust {}
  }

  /// A chain of certificates and its key.
  public record Identity(Material certificates, Material key) {}

  /// Something in PEM. Files are read again for each connection.
  public sealed interface Material {
    record OfFile(Path path) implements Material {}

    record OfText(String pem) implements Material {}

    default String read() throws IOException {
      return switch (this) {
        case OfFile(Path path) -> Files.readString(path);
        case OfText(String pem) -> pem;
      };
    }

    /// For people.
    default String place() {
      return switch (this) {
        case OfFile(Path path) -> path.toString();
        case OfText _ -> "the certificates in the bootstrap";
      };
    }
  }
}
