package io.limpet.xds.client;

import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.Node;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Who is asked, how, and who we say we are.
///
/// `clusters` and `listeners` say which of the two are asked for; the rest follows from what they
/// name.
///
/// `state` is a folder for what was carried out last, or null: from there a gateway starts whose
/// control plane is away.
public record AdsOptions(
    List<Server> servers,
    Talk talk,
    Node node,
    Fetch clusters,
    Fetch listeners,
    Access access,
    @Nullable Path state) {
  public AdsOptions {
    servers = List.copyOf(servers);
  }

  /// In plain text, without a folder.
  public AdsOptions(List<Server> servers, Talk talk, Node node, Fetch clusters, Fetch listeners) {
    this(servers, talk, node, clusters, listeners, Access.PLAIN, null);
  }

  public AdsOptions withAccess(Access other) {
    return new AdsOptions(servers, talk, node, clusters, listeners, other, state);
  }

  public AdsOptions withState(@Nullable Path folder) {
    return new AdsOptions(servers, talk, node, clusters, listeners, access, folder);
  }

  /// A control plane's address. The host may be a name.
  public record Server(String host, int port) {
    /// `HOST:PORT`, an IPv6 address in brackets; gRPC's `dns:///` may stand before it.
    public static Optional<Server> parse(String text) {
      String address = text.startsWith(DNS) ? text.substring(DNS.length()) : text;
      int colon = address.lastIndexOf(':');
      if (colon <= 0) {
        return Optional.empty();
      }
      String host = address.substring(0, colon);
      String bare =
          host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
      try {
        int port = Integer.parseInt(address.substring(colon + 1));
        return port > 0 && port <= MAX_PORT && !bare.isEmpty()
            ? Optional.of(new Server(bare, port))
            : Optional.empty();
      } catch (NumberFormatException noPort) {
        return Optional.empty();
      }
    }

    private static final String DNS = "dns:///";
    private static final int MAX_PORT = 65_535;

    @Override
    public String toString() {
      return host + ":" + port;
    }
  }

  /// `differences`: DELTA_GRPC. `nodeOnce`: only the first message of a stream says who we are.
  /// Another try after a failure waits a random time up to `backOff`, which doubles up to
  /// `longestBackOff`. `connect` is the time for a connection to be made, its handshakes included
  /// (cluster.proto, `connect_timeout`).
  public record Talk(
      boolean differences,
      boolean nodeOnce,
      Duration backOff,
      Duration longestBackOff,
      Duration connect) {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    /// Envoy's defaults (grpc_service.proto, `retry_policy`).
    public static final Talk DEFAULT =
        new Talk(false, false, Duration.ofMillis(500), Duration.ofSeconds(30));

    /// With Envoy's usual time to connect.
    public Talk(boolean differences, boolean nodeOnce, Duration backOff, Duration longestBackOff) {
      this(differences, nodeOnce, backOff, longestBackOff, CONNECT);
    }

    public Talk withDifferences(boolean wanted) {
      return new Talk(wanted, nodeOnce, backOff, longestBackOff, connect);
    }
  }

  /// Whether a type is asked for, and how long the start waits for it; zero: until it comes
  /// (config_source.proto, `initial_fetch_timeout`).
  public record Fetch(boolean wanted, Duration limit) {
    public static final Fetch NONE = new Fetch(false, Duration.ZERO);
    public static final Fetch DEFAULT = of(ConfigSource.getDefaultInstance());

    /// As a source of configuration says.
    public static Fetch of(ConfigSource source) {
      return new Fetch(true, Dependency.limit(source));
    }
  }
}
