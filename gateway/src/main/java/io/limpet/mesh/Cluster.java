package io.limpet.mesh;

import io.limpet.mesh.Route.ConfigSource;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One port of a service, or of a subset of it, and how its endpoints are used.
///
/// `statName` is what statistics call it. `rule` is the DestinationRule it follows, null for none.
/// `pinned` says that tokens may name its endpoints, draining ones too. `panicPercent` is the part
/// of healthy endpoints below which all are used; null is Envoy's default. `tls` is null where
/// endpoints are spoken to in plain text, `proxyProtocol` where connections begin with nothing.
/// `alpnOverride` is what Istio's filter of that name is told: not to offer its own protocols.
public record Cluster(
    String name,
    String statName,
    Service service,
    String subset,
    @Nullable ConfigSource rule,
    boolean external,
    Discovery discovery,
    Balance balance,
    boolean pinned,
    boolean retryPinnedFirst,
    @Nullable Integer panicPercent,
    Localities localities,
    Limits limits,
    @Nullable Ejection ejection,
    Upstream upstream,
    @Nullable UpstreamTls tls,
    boolean alpnOverride,
    @Nullable ProxyProtocol proxyProtocol) {

  /// The secrets that the control plane is asked for.
  public List<String> secretNames() {
    return tls == null ? List.of() : tls.secretNames();
  }

  public Cluster with(Discovery other) {
    return new Cluster(
        name,
        statName,
        service,
        subset,
        rule,
        external,
        other,
        balance,
        pinned,
        retryPinnedFirst,
        panicPercent,
        localities,
        limits,
        ejection,
        upstream,
        tls,
        alpnOverride,
        proxyProtocol);
  }

  /// The same for connections whose TLS is none of the gateway's: it neither adds any nor reads
  /// tokens.
  public Cluster passedOn(String otherName, String otherStatName) {
    return new Cluster(
        otherName,
        otherStatName,
        service,
        subset,
        rule,
        external,
        discovery,
        balance,
        false,
        false,
        panicPercent,
        localities,
        limits,
        ejection,
        upstream,
        null,
        false,
        null);
  }

  /// The service as Istio's metadata names it.
  public record Service(String host, String name, String namespace) {}

  /// Where the endpoints come from.
  public sealed interface Discovery {
    /// Beside the clusters, in a group of the same name.
    record Endpoints() implements Discovery {}

    /// The address that the caller wanted; there is none at a gateway.
    record OriginalDestination() implements Discovery {}

    /// From a name server, which is asked for the names in `named` again and again. `logical`: the
    /// latest first answer is the endpoint, and not all answers.
    record Dns(boolean logical, EndpointGroup named, Duration refreshRate) implements Discovery {}

    /// From a name server, which is asked for the host of each request or of each connection's
    /// TLS; `cache` has its answers. `unverified`: the host's certificate may be anyone's.
    record Forward(String cache, boolean unverified) implements Discovery {}
  }

  /// How much localities count.
  public sealed interface Localities {
    /// Nothing: there are only endpoints, and priorities.
    record Alike() implements Localities {}

    /// They share by their weights.
    record Weighted() implements Localities {}

    /// The gateway's zone is preferred where there are as many endpoints; 0 is Envoy's number.
    record ZoneAware(int minimumSize) implements Localities {}
  }

  /// The caller's address, at the beginning of each connection. `asMatch`: istiod says it where its
  /// automatic TLS between proxies is, which depends on the endpoint.
  public record ProxyProtocol(Version version, boolean asMatch) {
    public enum Version {
      V1,
      V2
    }
  }

  /// How an endpoint is chosen where no token names one.
  public sealed interface Balance {
    record RoundRobin(@Nullable SlowStart slowStart) implements Balance {}

    /// `turn`: the first candidate is the next in turn, where the gateway understands that.
    record LeastRequest(@Nullable SlowStart slowStart, boolean turn) implements Balance {}

    record Random() implements Balance {}

    /// The discovery of endpoints chooses.
    record Passthrough() implements Balance {}

    record Hashed(HashTable table) implements Balance {}
  }

  /// New endpoints get their share slowly. Without `gradual` only the window was written.
  public record SlowStart(Duration window, @Nullable Gradual gradual) {}

  public record Gradual(double aggression, double minimumPercent) {}

  /// Numbers of 0 are no limit. `trackRemaining`: statistics tell what is left.
  public record Limits(
      int connections,
      int pendingRequests,
      int requests,
      int retries,
      boolean trackRemaining,
      @Nullable Budget budget) {}

  public record Budget(double percent, int minimumConcurrency) {}

  /// When an endpoint is left out for its errors. Null was not written; 0 switches a check off.
  public record Ejection(
      @Nullable Long consecutive5xx,
      @Nullable Long consecutiveGatewayErrors,
      @Nullable Long consecutiveLocalFailures,
      boolean splitLocalErrors,
      @Nullable Duration interval,
      @Nullable Duration baseTime,
      int maximumPercent,
      List<Integer> errorCodes) {
    public Ejection {
      errorCodes = List.copyOf(errorCodes);
    }
  }

  /// The connections to the endpoints. Numbers of 0 and null are not written. `preservesCase`:
  /// headers of HTTP/1 are spelled as callers do.
  public record Upstream(
      Duration connectTimeout,
      Protocol protocol,
      boolean preservesCase,
      @Nullable Duration idleTimeout,
      @Nullable Duration maximumConnectionDuration,
      int requestsPerConnection,
      int concurrentStreams,
      @Nullable Http2KeepAlive http2KeepAlive,
      @Nullable Keepalive keepalive) {}

  /// Pings on HTTP/2 connections.
  public record Http2KeepAlive(@Nullable Duration interval, @Nullable Duration timeout) {}

  public record Keepalive(int probes, @Nullable Duration time, @Nullable Duration interval) {}

  /// HTTP/1.1, HTTP/2, or whatever the caller speaks.
  public enum Protocol {
    HTTP1,
    HTTP2,
    AS_CALLER
  }
}
