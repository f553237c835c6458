package io.limpet.proxy.filter;

import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.plan.RetryPlan;
import io.limpet.proxy.plan.RetryPlan.RateLimited;
import io.limpet.proxy.plan.RetryPlan.ResetHeader;
import io.limpet.proxy.plan.RetryPlan.RetryOn;
import io.limpet.proxy.upstream.Failure;
import io.limpet.proxy.upstream.Failure.StreamReset.Why;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What a route's `retry_on` covers, and how long to wait (Envoy:
/// source/common/router/retry_state_impl.cc).
final class RetryRules {
  static final int TOO_EARLY = 425;

  private RetryRules() {}

  /// Whether an attempt that got no answer may be made again.
  static boolean covers(RetryPlan plan, Failure failure) {
    return switch (failure) {
      case Failure.ConnectRefused(_), Failure.TlsRefused(_), Failure.ConnectTimedOut() ->
          anyReset(plan)
              || plan.on().contains(RetryOn.CONNECT_FAILURE)
              || plan.on().contains(RetryOn.RESET_BEFORE_REQUEST);
      case Failure.StreamReset(Why why) ->
          anyReset(plan) || (why == Why.REFUSED && plan.on().contains(RetryOn.REFUSED_STREAM));
      case Failure.ResetByPeer(),
          Failure.BadResponse(),
          Failure.TryTimedOut(),
          Failure.TryIdle(),
          Failure.StreamTooLong() ->
          anyReset(plan);
      case Failure.NoEndpoint(_), Failure.Overflow(_), Failure.TimedOut(), Failure.Idle() -> false;
    };
  }

  private static boolean anyReset(RetryPlan plan) {
    return plan.on().contains(RetryOn.RESET)
        || plan.on().contains(RetryOn.FIVE_XX)
        || plan.on().contains(RetryOn.GATEWAY_ERROR);
  }

  /// Whether an answer is no better than none. Nearly all answers are seen to be good by their
  /// status and the absence of `grpc-status` alone. A request that came as early data is not sent
  /// again for a 425 (RFC 8470, 5.2).
  static boolean covers(RetryPlan plan, EditableResponseHead head, boolean earlyData) {
    int status = head.status();
    boolean grpc = head.has(HeaderNames.GRPC_STATUS);
    boolean headers = plan.on().contains(RetryOn.RETRIABLE_HEADERS);
    boolean limited = plan.on().contains(RetryOn.ENVOY_RATELIMITED);
    if (status < 400 && !grpc && !headers && !limited && !plan.statusCodes().contains(status)) {
      return false;
    }
    if (head.has(HeaderNames.RATE_LIMITED)) {
      return limited;
    }
    return coversStatus(plan, status, earlyData)
        || (headers && plan.headers().any(head))
        || (grpc && coversGrpc(plan, head.header(HeaderNames.GRPC_STATUS.text())));
  }

  private static boolean coversStatus(RetryPlan plan, int status, boolean earlyData) {
    return (status >= 500 && status < 600 && plan.on().contains(RetryOn.FIVE_XX))
        || (status >= 502 && status <= 504 && plan.on().contains(RetryOn.GATEWAY_ERROR))
        || (status == 409 && plan.on().contains(RetryOn.RETRIABLE_4XX))
        || (plan.statusCodes().contains(status)
            && plan.on().contains(RetryOn.RETRIABLE_STATUS_CODES)
            && !(status == TOO_EARLY && earlyData));
  }

  /// The numbers are gRPC's status codes.
  private static boolean coversGrpc(RetryPlan plan, @Nullable String status) {
    long number = NumberText.unsigned(status);
    return (number == 1 && plan.on().contains(RetryOn.GRPC_CANCELLED))
        || (number == 4 && plan.on().contains(RetryOn.GRPC_DEADLINE_EXCEEDED))
        || (number == 8 && plan.on().contains(RetryOn.GRPC_RESOURCE_EXHAUSTED))
        || (number == 13 && plan.on().contains(RetryOn.GRPC_INTERNAL))
        || (number == 14 && plan.on().contains(RetryOn.GRPC_UNAVAILABLE));
  }

  /// The wait before retry number `retry`, counted from 1: any time below the bound, which doubles
  /// (Envoy: backoff_strategy.cc, full jitter).
  static long backOffMillis(RetryPlan plan, int retry, RandomGenerator random) {
    long bound = plan.backOff().baseMillis() << Math.min(retry - 1, 20);
    bound = Math.min(bound, plan.backOff().maxMillis());
    return bound <= 0 ? 0 : random.nextLong(bound);
  }

  /// What an endpoint asked for, and up to half as much again, so that its callers do not come back
  /// all at once (Envoy: JitteredLowerBoundBackOffStrategy).
  static long aroundMillis(long asked, RandomGenerator random) {
    return asked + random.nextLong(asked / 2);
  }

  /// How long an answer asks to wait, in the first header that says so and not more than is
  /// allowed; 0 if none does (Envoy: reset_header_parser.cc).
  static long askedMillis(RateLimited rules, EditableResponseHead head, long nowSeconds) {
    for (int i = 0; i < rules.headers().size(); i++) {
      ResetHeader header = rules.headers().get(i);
      long number = NumberText.unsigned(head.header(header.name()));
      long seconds = header.unixTime() ? number - nowSeconds : number;
      boolean said = number >= 0 && (!header.unixTime() || seconds > 0);
      if (said && seconds <= rules.maxMillis() / 1000) {
        return seconds * 1000;
      }
    }
    return 0;
  }
}
