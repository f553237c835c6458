package io.limpet.proxy.plan.reading.http;

import io.envoyproxy.envoy.config.core.v3.RuntimeFractionalPercent;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.type.v3.FractionalPercent;
import io.envoyproxy.envoy.type.v3.FractionalPercent.DenominatorType;
import io.envoyproxy.envoy.type.v3.Percent;
import io.limpet.proxy.plan.IdentityPlan.RequestIdPlan;
import io.limpet.proxy.plan.TracingPlan;
import io.limpet.proxy.plan.TracingPlan.Decoration;
import io.limpet.proxy.plan.TracingPlan.Sampling;
import io.limpet.proxy.plan.match.Fraction;
import io.limpet.proxy.plan.reading.fields.Place;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads what of `tracing` shows on the wire where no span is sent: which requests are said to be
/// traced, and whose operations are told. A `provider` is a problem, as endpoints would hear of its
/// spans; what else is written there is about spans alone.
public final class TracingReader {
  private static final Set<String> KNOWN =
      Set.of(
          "client_sampling",
          "random_sampling",
          "overall_sampling",
          "verbose",
          "max_path_tag_length",
          "custom_tags",
          "spawn_upstream_span");

  private static final Set<String> OF_ROUTES =
      Set.of("client_sampling", "random_sampling", "overall_sampling", "custom_tags");

  private static final int HUNDRED = 100;
  private static final int TEN_THOUSAND = 10_000;

  private TracingReader() {}

  /// What is asked for by a client is held against whole percents (Envoy:
  /// http_connection_manager/config.cc, which cuts off the rest).
  static TracingPlan read(
      HttpConnectionManager manager, boolean outbound, RequestIdPlan requestId, Place place) {
    HttpConnectionManager.Tracing tracing = manager.getTracing();
    place.onlyKnows(tracing, KNOWN);
    Percent client = tracing.hasClientSampling() ? tracing.getClientSampling() : null;
    Percent random = tracing.hasRandomSampling() ? tracing.getRandomSampling() : null;
    Percent overall = tracing.hasOverallSampling() ? tracing.getOverallSampling() : null;
    return new TracingPlan(
        outbound ? Decoration.ENDPOINTS : Decoration.CLIENTS,
        requestId.packTraceReason() && requestId.samples(),
        sampling(
            percent(client, HUNDRED, DenominatorType.HUNDRED),
            percent(random, TEN_THOUSAND, DenominatorType.TEN_THOUSAND),
            percent(overall, TEN_THOUSAND, DenominatorType.TEN_THOUSAND),
            place));
  }

  private static FractionalPercent percent(
      @Nullable Percent percent, int parts, DenominatorType denominator) {
    double share = percent == null ? 1 : percent.getValue() / HUNDRED;
    return FractionalPercent.newBuilder()
        .setNumerator((int) (parts * share))
        .setDenominator(denominator)
        .build();
  }

  /// A route's own, or null where it has none.
  public static @Nullable Sampling ofRoute(Route route, Place place) {
    if (!route.hasTracing()) {
      return null;
    }
    io.envoyproxy.envoy.config.route.v3.Tracing tracing = route.getTracing();
    place.onlyKnows(tracing, OF_ROUTES);
    FractionalPercent all = percent(null, HUNDRED, DenominatorType.HUNDRED);
    return sampling(
        tracing.hasClientSampling() ? tracing.getClientSampling() : all,
        tracing.hasRandomSampling() ? tracing.getRandomSampling() : all,
        tracing.hasOverallSampling() ? tracing.getOverallSampling() : all,
        place);
  }

  private static Sampling sampling(
      FractionalPercent client, FractionalPercent random, FractionalPercent overall, Place place) {
    return new Sampling(
        fraction("tracing.client_enabled", client, place),
        fraction("tracing.random_sampling", random, place),
        fraction("tracing.global_enabled", overall, place));
  }

  private static Fraction fraction(String key, FractionalPercent otherwise, Place place) {
    return place
        .runtime()
        .fraction(
            RuntimeFractionalPercent.newBuilder()
                .setRuntimeKey(key)
                .setDefaultValue(otherwise)
                .build());
  }
}
