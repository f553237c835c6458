package io.limpet.proxy.filter;

import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.codec.HeaderName;
import io.limpet.proxy.plan.RetryPlan;
import io.limpet.proxy.plan.RetryPlan.RetryOn;
import io.limpet.proxy.plan.RetryWords;
import io.limpet.proxy.plan.match.StatusCodes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a caller asks of the router in headers (Envoy: "Router", HTTP headers consumed). Only a
/// trusted caller's are still there when the router sees a request; what is asked here goes no
/// further.
///
/// Times are in milliseconds, below 0 where nothing is asked. `emptyWhenLate`: a timeout is
/// answered with 204.
record CallerWishes(long totalMillis, long tryMillis, long streamMillis, boolean emptyWhenLate) {
  static final CallerWishes NONE = new CallerWishes(-1, -1, -1, false);

  private static final String PREFIX = "x-envoy-";
  private static final HeaderName TOTAL = HeaderName.of("x-envoy-upstream-rq-timeout-ms");
  private static final HeaderName TRY = HeaderName.of("x-envoy-upstream-rq-per-try-timeout-ms");
  private static final HeaderName STREAM = HeaderName.of("x-envoy-upstream-stream-duration-ms");
  private static final HeaderName EMPTY = HeaderName.of("x-envoy-upstream-rq-timeout-alt-response");
  private static final HeaderName STAT_NAME = HeaderName.of("x-envoy-upstream-alt-stat-name");
  private static final HeaderName HEDGE = HeaderName.of("x-envoy-hedge-on-per-try-timeout");
  private static final HeaderName RETRY_ON = HeaderName.of("x-envoy-retry-on");
  private static final HeaderName RETRY_GRPC_ON = HeaderName.of("x-envoy-retry-grpc-on");
  private static final HeaderName MAX_RETRIES = HeaderName.of("x-envoy-max-retries");
  private static final HeaderName CODES = HeaderName.of("x-envoy-retriable-status-codes");
  private static final HeaderName NAMES = HeaderName.of("x-envoy-retriable-header-names");

  /// Takes what is said of times. Nearly every request says nothing, which one look tells.
  static CallerWishes take(EditableRequestHead head) {
    return head.hasOther(PREFIX) ? takeAll(head) : NONE;
  }

  private static CallerWishes takeAll(EditableRequestHead head) {
    CallerWishes wishes =
        new CallerWishes(
            NumberText.unsigned(head.header(TOTAL.text())),
            NumberText.unsigned(head.header(TRY.text())),
            NumberText.unsigned(head.header(STREAM.text())),
            head.has(EMPTY));
    head.remove(TOTAL);
    head.remove(TRY);
    head.remove(STREAM);
    head.remove(EMPTY);
    head.remove(STAT_NAME);
    return wishes;
  }

  /// What a route added to the request counts too, but for how long it may take, which is known by
  /// then (Envoy: router.cc, finalTimeout stands before finalizeRequestHeaders).
  CallerWishes takeAdded(EditableRequestHead head) {
    if (!head.hasOther(PREFIX)) {
      return this;
    }
    long stream = NumberText.unsigned(head.header(STREAM.text()));
    boolean empty = head.has(EMPTY);
    head.remove(TRY);
    head.remove(STREAM);
    head.remove(EMPTY);
    return new CallerWishes(
        totalMillis, tryMillis, stream < 0 ? streamMillis : stream, emptyWhenLate || empty);
  }

  /// Takes what is said of retries: the policy as it is for this request.
  static RetryPlan takeRetries(EditableRequestHead head, RetryPlan policy) {
    RetryPlan wanted = head.hasOther(PREFIX) ? wanted(head, policy) : policy;
    boolean excluded =
        !wanted.requestHeaders().isEmpty() && !wanted.never() && !wanted.requestHeaders().any(head);
    if (head.hasOther(PREFIX)) {
      removeRetries(head);
    }
    return excluded ? RetryPlan.NEVER : wanted;
  }

  private static RetryPlan wanted(EditableRequestHead head, RetryPlan policy) {
    @Nullable String on = head.header(RETRY_ON.text());
    @Nullable String grpcOn = head.header(RETRY_GRPC_ON.text());
    Set<RetryOn> words = EnumSet.noneOf(RetryOn.class);
    words.addAll(policy.on());
    RetryWords.addHttp(on == null ? "" : on, words);
    RetryWords.addGrpc(grpcOn == null ? "" : grpcOn, words);
    if (words.isEmpty()) {
      return policy;
    }
    long most = NumberText.unsigned(head.header(MAX_RETRIES.text()));
    StatusCodes codes = codes(head.header(CODES.text()), policy.statusCodes());
    int retries = most < 0 ? policy.retries() : (int) Math.min(most, Integer.MAX_VALUE);
    return policy.asked(retries, words, codes, names(head.header(NAMES.text())));
  }

  private static StatusCodes codes(@Nullable String list, StatusCodes policys) {
    if (list == null) {
      return policys;
    }
    List<Integer> more = new ArrayList<>();
    for (String each : list.split(",", -1)) {
      long code = NumberText.unsigned(each);
      if (code >= 0 && code < 1000) {
        more.add((int) code);
      }
    }
    return policys.and(StatusCodes.of(more));
  }

  private static List<String> names(@Nullable String list) {
    List<String> names = new ArrayList<>();
    for (String each : (list == null ? "" : list).split(",", -1)) {
      if (!each.isBlank()) {
        names.add(each.strip().toLowerCase(Locale.ROOT));
      }
    }
    return names;
  }

  private static void removeRetries(EditableRequestHead head) {
    head.remove(RETRY_ON);
    head.remove(RETRY_GRPC_ON);
    head.remove(MAX_RETRIES);
    head.remove(HEDGE);
    head.remove(NAMES);
    head.remove(CODES);
  }
}
