package io.limpet.proxy.plan.reading.filter;

import com.google.protobuf.Any;
import com.google.protobuf.util.Durations;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.extensions.common.ratelimit.v3.XRateLimitHeadersRFCVersion;
import io.envoyproxy.envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit;
import io.envoyproxy.envoy.type.v3.TokenBucket;
import io.limpet.proxy.plan.filter.FilterPlan;
import io.limpet.proxy.plan.filter.HeaderEdits.HeaderEdit;
import io.limpet.proxy.plan.filter.LocalRateLimitPlan;
import io.limpet.proxy.plan.filter.LocalRateLimitPlan.Answer;
import io.limpet.proxy.plan.match.Fraction;
import io.limpet.proxy.plan.reading.fields.Place;
import java.util.List;
import java.util.Set;

/// Configurations of the `local_ratelimit` filter (local_rate_limit.proto). Descriptors are not
/// carried out, and what speaks of them has no effect.
final class LocalRateLimitReader implements FilterReader {
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int FIRST_ERROR = 400;
  private static final long MIN_FILL_MILLIS = 50;

  private static final Set<String> KNOWN =
      Set.of(
          "stat_prefix",
          "status",
          "token_bucket",
          "filter_enabled",
          "filter_enforced",
          "request_headers_to_add_when_not_enforced",
          "response_headers_to_add",
          "stage",
          "local_rate_limit_per_downstream_connection",
          "enable_x_ratelimit_headers",
          "vh_rate_limits",
          "always_consume_default_token_bucket",
          "rate_limited_as_resource_exhausted");

  @Override
  public FilterPlan ofChain(Any config, Place place) {
    LocalRateLimit limit = place.unpack(config, LocalRateLimit.class);
    place.onlyKnows(limit, KNOWN);
    if (limit.getStatPrefix().isEmpty()) {
      throw place.at("stat_prefix").refused("is required");
    }
    if (!limit.hasTokenBucket() || !limit.hasFilterEnabled()) {
      return FilterPlan.OFF;
    }
    return new LocalRateLimitPlan(
        limit.getStatPrefix(),
        bucket(limit.getTokenBucket(), place.at("token_bucket")),
        limit.getLocalRateLimitPerDownstreamConnection(),
        place.runtime().fraction(limit.getFilterEnabled()),
        limit.hasFilterEnforced()
            ? place.runtime().fraction(limit.getFilterEnforced())
            : Fraction.NONE,
        answer(limit, place),
        added(
            limit.getRequestHeadersToAddWhenNotEnforcedList(),
            "request_headers_to_add_when_not_enforced",
            place));
  }

  @Override
  public FilterPlan ofLevel(Any config, Place place) {
    if (!place.unpack(config, LocalRateLimit.class).hasTokenBucket()) {
      throw place.at("token_bucket").refused("is required on a route");
    }
    return ofChain(config, place);
  }

  private static io.limpet.proxy.plan.filter.TokenBucket bucket(TokenBucket bucket, Place place) {
    long millis = Durations.toMillis(bucket.getFillInterval());
    if (bucket.getMaxTokens() == 0) {
      throw place.at("max_tokens").refused("must be above 0");
    }
    if (millis < MIN_FILL_MILLIS) {
      throw place.at("fill_interval").refused("must be 50ms or more");
    }
    int perFill = bucket.hasTokensPerFill() ? bucket.getTokensPerFill().getValue() : 1;
    if (perFill == 0) {
      throw place.at("tokens_per_fill").refused("must be above 0");
    }
    return new io.limpet.proxy.plan.filter.TokenBucket(
        Integer.toUnsignedLong(bucket.getMaxTokens()),
        Integer.toUnsignedLong(perFill) * 1000.0 / millis);
  }

  private static Answer answer(LocalRateLimit limit, Place place) {
    int status = limit.getStatus().getCodeValue();
    return new Answer(
        status >= FIRST_ERROR ? status : TOO_MANY_REQUESTS,
        limit.getRateLimitedAsResourceExhausted(),
        limit.getEnableXRatelimitHeaders() == XRateLimitHeadersRFCVersion.DRAFT_VERSION_03,
        added(limit.getResponseHeadersToAddList(), "response_headers_to_add", place));
  }

  private static HeaderEdit added(List<HeaderValueOption> options, String field, Place place) {
    return new HeaderEdit(List.of(), HeaderEditReader.added(options, place, field));
  }
}
