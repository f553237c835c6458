package io.limpet.proxy.filter;

import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.head.GrpcHeaders;
import io.limpet.proxy.plan.RouteTimes.GrpcHeader;
import org.jspecify.annotations.Nullable;

/// The header `grpc-timeout`: up to eight digits and a unit (Envoy: source/common/grpc/common.cc).
final class GrpcTimeout {
  private static final int MOST_DIGITS = 8;

  private GrpcTimeout() {}

  /// What the header says, in milliseconds, begun ones counted whole; below 0 if nothing readable.
  static long said(EditableRequestHead head) {
    @Nullable String text = head.header(HeaderNames.GRPC_TIMEOUT.text());
    if (text == null || text.length() < 2 || text.length() > MOST_DIGITS + 1) {
      return -1;
    }
    int last = text.length() - 1;
    long number = NumberText.unsigned(text.substring(0, last));
    if (number < 0) {
      return -1;
    }
    return switch (text.charAt(last)) {
      case 'H' -> number * 3_600_000;
      case 'M' -> number * 60_000;
      case 'S' -> number * 1_000;
      case 'm' -> number;
      case 'u' -> (number + 999) / 1_000;
      case 'n' -> (number + 999_999) / 1_000_000;
      default -> -1;
    };
  }

  /// How long a request may take under `max_grpc_timeout`: what the header says less the offset, no
  /// header being no limit, and the route's bound (Envoy: router.cc, finalTimeout).
  static long millis(EditableRequestHead head, GrpcHeader route) {
    long asked = Math.max(said(head), 0);
    if (route.offsetMillis() < asked) {
      asked -= route.offsetMillis();
    }
    boolean over = asked == 0 || asked > route.maxMillis();
    return route.maxMillis() > 0 && over ? route.maxMillis() : asked;
  }

  /// How long a stream may take, in milliseconds, or below 0 where the request says nothing of it
  /// (Envoy: conn_manager_impl.cc, refreshDurationTimeout).
  static long streamMillis(EditableRequestHead head, GrpcHeader route) {
    long asked = said(head);
    if (asked < 0) {
      return asked;
    }
    long bound = route.maxMillis() > 0 ? Math.min(asked, route.maxMillis()) : asked;
    return Math.max(bound - route.offsetMillis(), 0);
  }

  static void set(EditableRequestHead head, long millis) {
    head.set(HeaderNames.GRPC_TIMEOUT, GrpcHeaders.timeout(millis));
  }
}
