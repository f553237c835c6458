package io.limpet.proxy.plan;

import java.net.InetSocketAddress;
import java.util.List;

/// How the names of a cluster's endpoints are looked up (Envoy: dns_cluster.proto).
public record DnsPlan(Kind kind, Family family, Refresh refresh, Resolver resolver) {

  /// What becomes of a name's addresses.
  public enum Kind {
    /// Each is an endpoint.
    STRICT,
    /// The first is the only endpoint's.
    LOGICAL
  }

  /// Which addresses are asked for. AUTO: IPv6, and IPv4 where there is none.
  public enum Family {
    AUTO,
    V4_ONLY,
    V6_ONLY,
    V4_PREFERRED,
    ALL
  }

  /// When names are looked up again: after an answer (or its time to live), or after a failure,
  /// where `failureMillis` doubles up to `failureMaxMillis`; 0 for the usual time.
  public record Refresh(
      long millis, long failureMillis, long failureMaxMillis, long jitterMillis, boolean ttl) {}

  /// Who is asked; the system's servers where there are none here, or with `fallback` where the
  /// system has none.
  public record Resolver(
      List<InetSocketAddress> servers,
      boolean fallback,
      int timeoutSeconds,
      int tries,
      Flags flags) {
    public Resolver {
      servers = List.copyOf(servers);
    }
  }

  public record Flags(boolean tcp, boolean searchDomains) {}
}
