package io.limpet.mesh;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What serves the connections of a listener for which `match` holds. `tls` is null where the
/// gateway ends no TLS; `passesTls` says that it passes some on.
public record FilterChain(
    Match match, @Nullable DownstreamTls tls, Service service, boolean passesTls) {
  public FilterChain(Match match, @Nullable DownstreamTls tls, Service service) {
    this(match, tls, service, false);
  }

  public static FilterChain passing(Match match, Service service) {
    return new FilterChain(match, null, service, true);
  }

  /// What the TLS of a client must ask for, before it is decrypted; an empty list asks for nothing.
  public record Match(List<String> serverNames, List<String> applicationProtocols) {
    public static final Match ANY = new Match(List.of(), List.of());

    public Match {
      serverNames = List.copyOf(serverNames);
      applicationProtocols = List.copyOf(applicationProtocols);
    }
  }

  /// What becomes of the bytes.
  public sealed interface Service {}

  /// Requests of HTTP. `routes` names their [RouteTable]; an empty `statPrefix` means the
  /// listener's name.
  public record Http(String routes, String statPrefix, boolean grpcWeb) implements Service {}

  /// Bytes that are relayed as they are; `mongo` counts what they say, `policed` asks the policies
  /// first. Where it is `weighted`, connections are shared among `clusters` by their weight; else
  /// there is one. `lookup` is null where the cluster knows its endpoints.
  public record Tcp(
      String statPrefix,
      boolean mongo,
      boolean policed,
      boolean weighted,
      List<Share> clusters,
      boolean hashesSourceIp,
      @Nullable Duration idleTimeout,
      @Nullable Duration maximumConnectionDuration,
      @Nullable Tunnel tunnel,
      @Nullable Lookup lookup)
      implements Service {
    public Tcp {
      clusters = List.copyOf(clusters);
    }

    public Tcp with(@Nullable Lookup found) {
      return new Tcp(
          statPrefix,
          mongo,
          policed,
          weighted,
          clusters,
          hashesSourceIp,
          idleTimeout,
          maximumConnectionDuration,
          tunnel,
          found);
    }
  }

  /// Where the host that a client's TLS asks for is looked up, and the port to connect to there.
  public record Lookup(String cache, int port) {}

  public record Share(String cluster, int weight) {}

  /// Bytes go inside a request for `target`, a CONNECT or a POST.
  public record Tunnel(String target, boolean post) {}
}
