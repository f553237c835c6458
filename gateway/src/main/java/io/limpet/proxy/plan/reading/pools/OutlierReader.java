package io.limpet.proxy.plan.reading.pools;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.OutlierDetection;
import io.limpet.proxy.plan.pools.Ejection;
import io.limpet.proxy.plan.pools.OutlierPlan;
import io.limpet.proxy.plan.pools.OutlierPlan.Cap;
import io.limpet.proxy.plan.pools.OutlierPlan.Consecutive;
import io.limpet.proxy.plan.pools.OutlierPlan.FailurePercentage;
import io.limpet.proxy.plan.pools.OutlierPlan.Options;
import io.limpet.proxy.plan.pools.OutlierPlan.SuccessRate;
import io.limpet.proxy.plan.pools.OutlierPlan.Times;
import io.limpet.proxy.plan.reading.fields.DurationFields;
import io.limpet.proxy.plan.reading.fields.Place;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A cluster's `outlier_detection`, with Envoy's defaults (outlier_detection.proto).
public final class OutlierReader {
  private static final long DEFAULT_INTERVAL_MILLIS = 10_000;
  private static final long DEFAULT_BASE_MILLIS = 30_000;
  private static final long DEFAULT_MAX_MILLIS = 300_000;

  /// Percentages: the only numbers with an upper bound.
  private static final Set<String> PERCENTAGES =
      Set.of(
          "max_ejection_percent",
          "enforcing_consecutive_5xx",
          "enforcing_success_rate",
          "enforcing_consecutive_gateway_failure",
          "enforcing_consecutive_local_origin_failure",
          "enforcing_local_origin_success_rate",
          "failure_percentage_threshold",
          "enforcing_failure_percentage",
          "enforcing_failure_percentage_local_origin");

  private final OutlierDetection message;
  private final Place place;

  private OutlierReader(OutlierDetection message, Place place) {
    this.message = message;
    this.place = place;
  }

  public static @Nullable OutlierPlan read(Cluster cluster, Place place) {
    return cluster.hasOutlierDetection()
        ? new OutlierReader(cluster.getOutlierDetection(), place.at("outlier_detection")).read()
        : null;
  }

  private OutlierPlan read() {
    place.onlyKnows(message, known());
    return new OutlierPlan(
        times(),
        new Cap(number("max_ejection_percent", 10), message.getAlwaysEjectOneHost().getValue()),
        new Consecutive(
            number("consecutive_5xx", 5),
            number("consecutive_gateway_failure", 5),
            number("consecutive_local_origin_failure", 5)),
        new SuccessRate(
            number("success_rate_minimum_hosts", 5),
            number("success_rate_request_volume", 100),
            number("success_rate_stdev_factor", 1900)),
        new FailurePercentage(
            number("failure_percentage_minimum_hosts", 5),
            number("failure_percentage_request_volume", 50),
            number("failure_percentage_threshold", 85)),
        enforcing(),
        options());
  }

  /// All but extensions (`monitors`).
  private static Set<String> known() {
    Set<String> names = new TreeSet<>();
    for (FieldDescriptor field : OutlierDetection.getDescriptor().getFields()) {
      names.add(field.getName());
    }
    names.remove("monitors");
    return names;
  }

  private Times times() {
    long interval = DurationFields.positive(place, message, "interval", DEFAULT_INTERVAL_MILLIS);
    long base = DurationFields.positive(place, message, "base_ejection_time", DEFAULT_BASE_MILLIS);
    long most = Math.max(base, DEFAULT_MAX_MILLIS);
    long max = DurationFields.positive(place, message, "max_ejection_time", most);
    if (max < base) {
      throw place
          .at("max_ejection_time")
          .refused("must not be smaller than base_ejection_time, which is " + base + " ms");
    }
    return new Times(
        interval,
        base,
        max,
        DurationFields.notNegative(place, message, "max_ejection_time_jitter", 0));
  }

  private Map<Ejection, Integer> enforcing() {
    Map<Ejection, Integer> percents = new EnumMap<>(Ejection.class);
    percents.put(Ejection.CONSECUTIVE_5XX, number("enforcing_consecutive_5xx", 100));
    percents.put(
        Ejection.CONSECUTIVE_GATEWAY_FAILURE, number("enforcing_consecutive_gateway_failure", 0));
    percents.put(
        Ejection.CONSECUTIVE_LOCAL_ORIGIN_FAILURE,
        number("enforcing_consecutive_local_origin_failure", 100));
    percents.put(Ejection.SUCCESS_RATE, number("enforcing_success_rate", 100));
    percents.put(
        Ejection.LOCAL_ORIGIN_SUCCESS_RATE, number("enforcing_local_origin_success_rate", 100));
    percents.put(Ejection.FAILURE_PERCENTAGE, number("enforcing_failure_percentage", 0));
    percents.put(
        Ejection.LOCAL_ORIGIN_FAILURE_PERCENTAGE,
        number("enforcing_failure_percentage_local_origin", 0));
    return percents;
  }

  private Options options() {
    boolean uneject =
        !message.hasSuccessfulActiveHealthCheckUnejectHost()
            || message.getSuccessfulActiveHealthCheckUnejectHost().getValue();
    return new Options(message.getSplitExternalLocalOriginErrors(), uneject);
  }

  private int number(String name, int otherwise) {
    FieldDescriptor field = OutlierDetection.getDescriptor().findFieldByName(name);
    if (!message.hasField(field)) {
      return otherwise;
    }
    int value = ((UInt32Value) message.getField(field)).getValue();
    if (PERCENTAGES.contains(name) && Integer.compareUnsigned(value, 100) > 0) {
      throw place
          .at(name)
          .refused(Integer.toUnsignedString(value) + " is no percentage; give 0 to 100");
    }
    return value < 0 ? Integer.MAX_VALUE : value;
  }
}
