package io.limpet.proxy.log;

import java.util.Map;

/// Envoy's words for how an exchange ended (source/common/stream_info/utility.h).
public final class ResponseFlags {
  private static final Map<String, String> LONG =
      Map.ofEntries(
          Map.entry("DC", "DownstreamConnectionTermination"),
          Map.entry("DF", "DnsResolutionFailed"),
          Map.entry("DI", "DelayInjected"),
          Map.entry("DO", "DropOverload"),
          Map.entry("DPE", "DownstreamProtocolError"),
          Map.entry("DR", "DownstreamRemoteReset"),
          Map.entry("DT", "DurationTimeout"),
          Map.entry("FI", "FaultInjected"),
          Map.entry("IH", "InvalidEnvoyRequestHeaders"),
          Map.entry("LH", "FailedLocalHealthCheck"),
          Map.entry("LR", "LocalReset"),
          Map.entry("NC", "NoClusterFound"),
          Map.entry("NFCF", "NoFilterConfigFound"),
          Map.entry("NR", "NoRouteFound"),
          Map.entry("OM", "OverloadManagerTerminated"),
          Map.entry("RFCF", "ResponseFromCacheFilter"),
          Map.entry("RL", "RateLimited"),
          Map.entry("RLSE", "RateLimitServiceError"),
          Map.entry("SI", "StreamIdleTimeout"),
          Map.entry("UAEX", "UnauthorizedExternalService"),
          Map.entry("UC", "UpstreamConnectionTermination"),
          Map.entry("UDO", "UnconditionalDropOverload"),
          Map.entry("UF", "UpstreamConnectionFailure"),
          Map.entry("UH", "NoHealthyUpstream"),
          Map.entry("UMSDR", "UpstreamMaxStreamDurationReached"),
          Map.entry("UO", "UpstreamOverflow"),
          Map.entry("UPE", "UpstreamProtocolError"),
          Map.entry("UR", "UpstreamRemoteReset"),
          Map.entry("URX", "UpstreamRetryLimitExceeded"),
          Map.entry("UT", "UpstreamRequestTimeout"));

  private ResponseFlags() {}

  /// Short names, joined by commas, in their long forms.
  public static String longNames(String flags) {
    StringBuilder out = new StringBuilder();
    for (String flag : flags.split(",", -1)) {
      out.append(out.isEmpty() ? "" : ",").append(LONG.getOrDefault(flag, flag));
    }
    return out.toString();
  }
}
