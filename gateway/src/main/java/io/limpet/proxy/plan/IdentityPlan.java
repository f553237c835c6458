package io.limpet.proxy.plan;

import io.limpet.proxy.plan.filter.HeaderEdits.HeaderEdit;
import io.limpet.proxy.plan.match.CidrRanges;
import java.util.List;

/// How a client is known, and what is said of it upstream.
///
/// `via` is empty for none, `scheme` (what every request is taken to have come by) too. `early` is
/// done to a request before anything of this. `internal` are the addresses of clients that may say
/// x-envoy-* headers. `detections` are empty where `useRemoteAddress` is set.
public record IdentityPlan(
    boolean useRemoteAddress,
    int xffNumTrustedHops,
    boolean skipXffAppend,
    boolean xForwardedPort,
    ClientCertificatePlan clientCertificate,
    String via,
    String scheme,
    CidrRanges internal,
    List<HeaderEdit> early,
    List<Detection> detections,
    RequestIdPlan requestId,
    TracingPlan tracing) {
  public IdentityPlan {
    early = List.copyOf(early);
    detections = List.copyOf(detections);
  }

  /// What is done about `x-request-id`. `packTraceReason`: one letter of an id says whether its
  /// request is traced. `samples`: its digits decide that (Envoy: extensions/request_id/uuid).
  public record RequestIdPlan(
      boolean generate,
      boolean preserveExternal,
      boolean inResponse,
      boolean packTraceReason,
      boolean samples) {
    public static final RequestIdPlan DEFAULT = new RequestIdPlan(true, false, false, true, true);
  }

  /// A way to find out where a request came from (Envoy: extensions/http/original_ip_detection).
  /// The first that finds an address ends the search.
  public sealed interface Detection {
    /// The entry so many places from the right in `x-forwarded-for`.
    record Xff(int trustedHops, boolean skipAppend) implements Detection {}

    /// The last entry that is none of trusted proxies', where the peer is one of them.
    record TrustedXff(CidrRanges trusted, boolean skipAppend) implements Detection {}

    /// A header's whole value. `rejectStatus` is the answer where it has no address, 0 for none.
    record CustomHeader(String name, boolean trusted, int rejectStatus) implements Detection {}
  }
}
