package io.limpet.proxy.plan.reading.route;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy.RateLimitedRetryBackOff;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy.ResetHeader;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy.RetryBackOff;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy.RetryHostPredicate;
import io.envoyproxy.envoy.extensions.retry.host.omit_host_metadata.v3.OmitHostMetadataConfig;
import io.limpet.jwt.Json;
import io.limpet.proxy.plan.RetryHosts;
import io.limpet.proxy.plan.RetryPlan;
import io.limpet.proxy.plan.RetryPlan.BackOff;
import io.limpet.proxy.plan.RetryPlan.RateLimited;
import io.limpet.proxy.plan.RetryPlan.RetryOn;
import io.limpet.proxy.plan.RetryPlan.TryTimes;
import io.limpet.proxy.plan.RetryWords;
import io.limpet.proxy.plan.match.HeaderTest;
import io.limpet.proxy.plan.match.HeaderTests;
import io.limpet.proxy.plan.match.StatusCodes;
import io.limpet.proxy.plan.pools.MetadataMatch;
import io.limpet.proxy.plan.reading.fields.MetadataReader;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.reading.match.MatchReader;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A retry policy.
final class RetryReader {
  private static final String PREVIOUS_HOSTS = "envoy.retry_host_predicates.previous_hosts";
  private static final String OMIT_CANARY = "envoy.retry_host_predicates.omit_canary_hosts";
  private static final String OMIT_METADATA = "envoy.retry_host_predicates.omit_host_metadata";
  private static final long MAX_OF_BASE = 10;

  private static final Set<String> KNOWN =
      Set.of(
          "retry_on",
          "num_retries",
          "per_try_timeout",
          "per_try_idle_timeout",
          "retry_host_predicate",
          "host_selection_retry_max_attempts",
          "retriable_status_codes",
          "retriable_headers",
          "retriable_request_headers",
          "retry_back_off",
          "rate_limited_retry_back_off");

  private final RetryPolicy policy;
  private final Place place;

  private RetryReader(RetryPolicy policy, Place place) {
    this.policy = policy;
    this.place = place;
  }

  static RetryPlan read(RetryPolicy policy, Place place) {
    return new RetryReader(policy, place).read();
  }

  /// Without a word there is no retry, but a trusted request may ask for some: the rest counts for
  /// it.
  private RetryPlan read() {
    if (policy.equals(RetryPolicy.getDefaultInstance())) {
      return RetryPlan.NEVER;
    }
    place.onlyKnows(policy, KNOWN);
    return new RetryPlan(
        policy.hasNumRetries() ? retries(policy.getNumRetries().getValue()) : 1,
        retryOn(),
        StatusCodes.of(policy.getRetriableStatusCodesList()),
        headers(policy.getRetriableHeadersList(), "retriable_headers"),
        headers(policy.getRetriableRequestHeadersList(), "retriable_request_headers"),
        otherHosts(),
        new TryTimes(
            Durations.toMillis(policy.getPerTryTimeout()),
            Durations.toMillis(policy.getPerTryIdleTimeout())),
        backOff(),
        rateLimited());
  }

  /// Envoy passes over what it does not know, and so do we; we say so.
  private Set<RetryOn> retryOn() {
    Set<RetryOn> on = EnumSet.noneOf(RetryOn.class);
    for (String part : policy.getRetryOn().split(",", -1)) {
      String word = part.strip();
      @Nullable RetryOn known = RetryWords.of(word);
      if (known != null) {
        on.add(known);
      } else if (!word.isEmpty()) {
        place.at("retry_on").ignored("the word \"" + word + "\" is not known here, nor to Envoy");
      }
    }
    return on;
  }

  private static int retries(int unsigned) {
    return unsigned < 0 ? Integer.MAX_VALUE : unsigned;
  }

  private HeaderTests headers(List<HeaderMatcher> matchers, String field) {
    List<HeaderTest> tests = new ArrayList<>();
    for (int i = 0; i < matchers.size(); i++) {
      tests.add(MatchReader.header(matchers.get(i), place.at(field, i)));
    }
    return tests.isEmpty() ? HeaderTests.NONE : new HeaderTests(tests);
  }

  private BackOff backOff() {
    if (!policy.hasRetryBackOff()) {
      return BackOff.DEFAULT;
    }
    RetryBackOff message = policy.getRetryBackOff();
    Place at = place.at("retry_back_off");
    at.onlyKnows(message, Set.of("base_interval", "max_interval"));
    long base = interval(message.hasBaseInterval(), message.getBaseInterval(), at, "base_interval");
    if (!message.hasMaxInterval()) {
      return new BackOff(base, base * MAX_OF_BASE);
    }
    long max = interval(true, message.getMaxInterval(), at, "max_interval");
    if (max < base) {
      throw at.at("max_interval").refused("must not be less than base_interval");
    }
    return new BackOff(base, max);
  }

  /// Envoy rounds less than a millisecond up to one.
  private static long interval(boolean set, Duration duration, Place at, String field) {
    if (!set || Durations.toNanos(duration) <= 0) {
      throw at.at(field).refused("must be more than 0s");
    }
    return Math.max(1, Durations.toMillis(duration));
  }

  private RateLimited rateLimited() {
    if (!policy.hasRateLimitedRetryBackOff()) {
      return RateLimited.NONE;
    }
    RateLimitedRetryBackOff message = policy.getRateLimitedRetryBackOff();
    Place at = place.at("rate_limited_retry_back_off");
    at.onlyKnows(message, Set.of("reset_headers", "max_interval"));
    if (message.getResetHeadersCount() == 0) {
      throw at.at("reset_headers").refused("must name a header of the answer");
    }
    List<RetryPlan.ResetHeader> headers = new ArrayList<>();
    for (ResetHeader header : message.getResetHeadersList()) {
      headers.add(
          new RetryPlan.ResetHeader(
              header.getName().toLowerCase(Locale.ROOT),
              switch (header.getFormat()) {
                case SECONDS, UNRECOGNIZED -> false;
                case UNIX_TIMESTAMP -> true;
              }));
    }
    return new RateLimited(
        headers,
        message.hasMaxInterval()
            ? interval(true, message.getMaxInterval(), at, "max_interval")
            : RateLimited.NONE.maxMillis());
  }

  private RetryHosts otherHosts() {
    boolean notPrevious = false;
    boolean notCanary = false;
    List<Json.Fields> labels = new ArrayList<>();
    for (int i = 0; i < policy.getRetryHostPredicateCount(); i++) {
      RetryHostPredicate predicate = policy.getRetryHostPredicate(i);
      Place at = place.at("retry_host_predicate", i);
      switch (predicate.getName()) {
        case PREVIOUS_HOSTS -> notPrevious = true;
        case OMIT_CANARY -> notCanary = true;
        case OMIT_METADATA -> labels.add(labels(predicate, at));
        default ->
            throw at.refused(
                "\""
                    + predicate.getName()
                    + "\" is no predicate that is known; use "
                    + PREVIOUS_HOSTS);
      }
    }
    long attempts = policy.getHostSelectionRetryMaxAttempts();
    return new RetryHosts(
        notPrevious,
        notCanary,
        labels,
        attempts <= 0 ? 1 : (int) Math.min(attempts, Integer.MAX_VALUE));
  }

  private static Json.Fields labels(RetryHostPredicate predicate, Place at) {
    return MetadataReader.of(
        at.unpack(predicate.getTypedConfig(), OmitHostMetadataConfig.class).getMetadataMatch(),
        MetadataMatch.FILTER);
  }
}
