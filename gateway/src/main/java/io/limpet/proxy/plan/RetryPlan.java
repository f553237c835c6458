package io.limpet.proxy.plan;

import io.limpet.proxy.plan.match.HeaderTests;
import io.limpet.proxy.plan.match.StatusCodes;
import java.util.List;
import java.util.Set;

/// When a request is tried again (Envoy: `RetryPolicy`). `retries` is how often at most.
///
/// `headers` are what an answer must have for [RetryOn#RETRIABLE_HEADERS]. Where there are
/// `requestHeaders`, only requests with one of those are tried again.
public record RetryPlan(
    int retries,
    Set<RetryOn> on,
    StatusCodes statusCodes,
    HeaderTests headers,
    HeaderTests requestHeaders,
    RetryHosts hosts,
    TryTimes tries,
    BackOff backOff,
    RateLimited rateLimited) {
  public static final RetryPlan NEVER = of(1, Set.of());

  public RetryPlan {
    on = Set.copyOf(on);
  }

  /// With Envoy's defaults for all else.
  public static RetryPlan of(int retries, Set<RetryOn> on) {
    return new RetryPlan(
        retries,
        on,
        StatusCodes.NONE,
        HeaderTests.NONE,
        HeaderTests.NONE,
        RetryHosts.ANY,
        TryTimes.NONE,
        BackOff.DEFAULT,
        RateLimited.NONE);
  }

  /// Whether nothing is ever tried again. A policy that allows no retry still says so of what it
  /// covers.
  public boolean never() {
    return on.isEmpty();
  }

  /// The policy as one request asks for it; `names` are headers of an answer that are enough.
  public RetryPlan asked(int most, Set<RetryOn> words, StatusCodes codes, List<String> names) {
    return new RetryPlan(
        most,
        words,
        codes,
        names.isEmpty() ? headers : headers.orPresent(names),
        requestHeaders,
        hosts,
        tries,
        backOff,
        rateLimited);
  }

  public RetryPlan statusCodes(StatusCodes codes) {
    return new RetryPlan(
        retries, on, codes, headers, requestHeaders, hosts, tries, backOff, rateLimited);
  }

  public RetryPlan hosts(RetryHosts others) {
    return new RetryPlan(
        retries, on, statusCodes, headers, requestHeaders, others, tries, backOff, rateLimited);
  }

  public RetryPlan tries(TryTimes times) {
    return new RetryPlan(
        retries, on, statusCodes, headers, requestHeaders, hosts, times, backOff, rateLimited);
  }

  public RetryPlan backOff(BackOff waits) {
    return new RetryPlan(
        retries, on, statusCodes, headers, requestHeaders, hosts, tries, waits, rateLimited);
  }

  /// How long one attempt may take, and how long nothing may come of it: milliseconds, 0 for no
  /// limit.
  public record TryTimes(long millis, long idleMillis) {
    public static final TryTimes NONE = new TryTimes(0, 0);
  }

  /// The bounds of the wait before a retry, in milliseconds.
  public record BackOff(long baseMillis, long maxMillis) {
    public static final BackOff DEFAULT = new BackOff(25, 250);
  }

  /// Headers of an answer that say how long to wait; those that say more than `maxMillis` do not
  /// count.
  public record RateLimited(List<ResetHeader> headers, long maxMillis) {
    public static final RateLimited NONE = new RateLimited(List.of(), 300_000);

    public RateLimited {
      headers = List.copyOf(headers);
    }

    public boolean set() {
      return !headers.isEmpty();
    }
  }

  /// `unixTime`: the header says when, not how long. The name is in lower case.
  public record ResetHeader(String name, boolean unixTime) {}

  /// Envoy's words of `retry_on`.
  public enum RetryOn {
    FIVE_XX,
    GATEWAY_ERROR,
    RESET,
    RESET_BEFORE_REQUEST,
    CONNECT_FAILURE,
    RETRIABLE_4XX,
    REFUSED_STREAM,
    RETRIABLE_STATUS_CODES,
    RETRIABLE_HEADERS,
    ENVOY_RATELIMITED,
    HTTP3_POST_CONNECT_FAILURE,
    GRPC_CANCELLED,
    GRPC_DEADLINE_EXCEEDED,
    GRPC_INTERNAL,
    GRPC_RESOURCE_EXHAUSTED,
    GRPC_UNAVAILABLE
  }
}
