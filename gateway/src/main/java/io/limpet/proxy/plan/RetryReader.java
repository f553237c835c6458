package io.limpet.proxy.plan;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy.RetryBackOff;
import io.limpet.proxy.plan.RetryPlan.RetryOn;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A retry policy.
final class RetryReader {
  private static final String PREVIOUS_HOSTS = "envoy.retry_host_predicates.previous_hosts";
  private static final long BASE_MILLIS = 25;
  private static final long MAX_OF_BASE = 10;

  private static final Set<String> KNOWN =
      Set.of(
          "retry_on",
          "num_retries",
          "per_try_timeout",
          "retry_host_predicate",
          "host_selection_retry_max_attempts",
          "retriable_status_codes",
          "retry_back_off");

  private static final Map<String, RetryOn> WORDS =
      Map.ofEntries(
          Map.entry("5xx", RetryOn.FIVE_XX),
          Map.entry("gateway-error", RetryOn.GATEWAY_ERROR),
          Map.entry("reset", RetryOn.RESET),
          Map.entry("reset-before-request", RetryOn.RESET_BEFORE_REQUEST),
          Map.entry("connect-failure", RetryOn.CONNECT_FAILURE),
          Map.entry("retriable-4xx", RetryOn.RETRIABLE_4XX),
          Map.entry("refused-stream", RetryOn.REFUSED_STREAM),
          Map.entry("retriable-status-codes", RetryOn.RETRIABLE_STATUS_CODES),
          Map.entry("envoy-ratelimited", RetryOn.ENVOY_RATELIMITED),
          Map.entry("cancelled", RetryOn.GRPC_CANCELLED),
          Map.entry("deadline-exceeded", RetryOn.GRPC_DEADLINE_EXCEEDED),
          Map.entry("internal", RetryOn.GRPC_INTERNAL),
          Map.entry("resource-exhausted", RetryOn.GRPC_RESOURCE_EXHAUSTED),
          Map.entry("unavailable", RetryOn.GRPC_UNAVAILABLE));

  private RetryReader() {}

  static RetryPlan read(RetryPolicy policy, Place place) {
    Set<RetryOn> on = words(policy.getRetryOn(), place.at("retry_on"));
    if (on.isEmpty()) {
      return RetryPlan.NEVER;
    }
    place.onlyKnows(policy, KNOWN);
    boolean codes = on.contains(RetryOn.RETRIABLE_STATUS_CODES);
    RetryBackOff backOff = policy.getRetryBackOff();
    long base = backOff.hasBaseInterval() ? millis(backOff.getBaseInterval()) : BASE_MILLIS;
    long attempts = policy.getHostSelectionRetryMaxAttempts();
    return new RetryPlan(
        policy.hasNumRetries() ? policy.getNumRetries().getValue() : 1,
        on,
        codes ? StatusCodes.of(policy.getRetriableStatusCodesList()) : StatusCodes.NONE,
        previousHosts(policy, place),
        attempts == 0 ? 1 : (int) Math.min(attempts, Integer.MAX_VALUE),
        millis(policy.getPerTryTimeout()),
        base,
        backOff.hasMaxInterval() ? millis(backOff.getMaxInterval()) : base * MAX_OF_BASE);
  }

  /// Envoy rounds less than a millisecond up to one.
  private static long millis(Duration duration) {
    long nanos = Durations.toNanos(duration);
    return nanos > 0 ? Math.max(1, nanos / 1_000_000) : 0;
  }

  private static Set<RetryOn> words(String list, Place place) {
    Set<RetryOn> on = EnumSet.noneOf(RetryOn.class);
    for (String word : list.split(",", -1)) {
      @Nullable RetryOn known = WORDS.get(word.strip());
      if (known != null) {
        on.add(known);
      } else if (!word.isBlank()) {
        place.ignored("the word \"" + word.strip() + "\" is not known here");
      }
    }
    return on;
  }

  private static boolean previousHosts(RetryPolicy policy, Place place) {
    boolean found = false;
    for (int i = 0; i < policy.getRetryHostPredicateCount(); i++) {
      String name = policy.getRetryHostPredicate(i).getName();
      if (name.equals(PREVIOUS_HOSTS)) {
        found = true;
      } else {
        place.at("retry_host_predicate", i).ignored("only " + PREVIOUS_HOSTS + " is carried out");
      }
    }
    return found;
  }
}
