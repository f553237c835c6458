package io.limpet.admin;

import io.envoyproxy.envoy.admin.v3.HostHealthStatus;
import io.envoyproxy.envoy.config.core.v3.HealthStatus;
import io.limpet.proxy.plan.pools.EndpointState;
import io.limpet.proxy.plan.pools.EndpointState.HealthFlag;

/// All that speaks against an endpoint, as Envoy says it, in its order (source/common/upstream/
/// host_utility.cc, `healthFlagsToString`).
final class HealthFlags {
  private HealthFlags() {}

  static String text(EndpointState state, HealthStatus configured) {
    StringBuilder flags = new StringBuilder();
    flag(flags, state, HealthFlag.FAILED_ACTIVE_CHECK, "/failed_active_hc");
    flag(flags, state, HealthFlag.FAILED_OUTLIER, "/failed_outlier_check");
    flags.append(
        switch (configured) {
          case UNHEALTHY, TIMEOUT -> "/failed_eds_health";
          case UNKNOWN, HEALTHY, DRAINING, DEGRADED, UNRECOGNIZED -> "";
        });
    flag(flags, state, HealthFlag.DEGRADED_ACTIVE_CHECK, "/degraded_active_hc");
    flags.append(configured == HealthStatus.DEGRADED ? "/degraded_eds_health" : "");
    flag(flags, state, HealthFlag.PENDING_FIRST_CHECK, "/pending_active_hc");
    flag(flags, state, HealthFlag.EXCLUDED_BY_ENDPOINT, "/excluded_via_immediate_hc_fail");
    flag(flags, state, HealthFlag.CHECK_TIMED_OUT, "/active_hc_timeout");
    flags.append(configured == HealthStatus.DRAINING ? "/eds_status_draining" : "");
    return flags.isEmpty() ? "healthy" : flags.toString();
  }

  private static void flag(StringBuilder flags, EndpointState state, HealthFlag flag, String text) {
    if (state.has(flag)) {
      flags.append(text);
    }
  }

  static HostHealthStatus.Builder status(EndpointState state, HostHealthStatus.Builder status) {
    return status
        .setFailedActiveHealthCheck(state.has(HealthFlag.FAILED_ACTIVE_CHECK))
        .setFailedOutlierCheck(state.has(HealthFlag.FAILED_OUTLIER))
        .setFailedActiveDegradedCheck(state.has(HealthFlag.DEGRADED_ACTIVE_CHECK))
        .setPendingActiveHc(state.has(HealthFlag.PENDING_FIRST_CHECK))
        .setExcludedViaImmediateHcFail(state.has(HealthFlag.EXCLUDED_BY_ENDPOINT))
        .setActiveHcTimeout(state.has(HealthFlag.CHECK_TIMED_OUT));
  }
}
