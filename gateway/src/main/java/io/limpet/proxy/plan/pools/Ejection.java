package io.limpet.proxy.plan.pools;

/// Why outlier detection takes an endpoint out of the balancing. `statName` ends the names of its
/// numbers (Envoy's `outlier_detection.ejections_detected_…`).
public enum Ejection {
  CONSECUTIVE_5XX("consecutive_5xx"),
  CONSECUTIVE_GATEWAY_FAILURE("consecutive_gateway_failure"),
  CONSECUTIVE_LOCAL_ORIGIN_FAILURE("consecutive_local_origin_failure"),
  SUCCESS_RATE("success_rate"),
  LOCAL_ORIGIN_SUCCESS_RATE("local_origin_success_rate"),
  FAILURE_PERCENTAGE("failure_percentage"),
  LOCAL_ORIGIN_FAILURE_PERCENTAGE("local_origin_failure_percentage");

  private final String statName;

  Ejection(String statName) {
    this.statName = statName;
  }

  public String statName() {
    return statName;
  }
}
