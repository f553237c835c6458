package io.limpet.proxy.http;

import io.limpet.proxy.head.Headers;
import io.limpet.proxy.http.FormatText.Asked;
import io.limpet.proxy.plan.Fraction;
import io.limpet.proxy.plan.HeaderTests;
import io.limpet.proxy.plan.LogFilter;
import io.limpet.proxy.plan.LogFilter.Comparison;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Whether an exchange passes a filter of a log or of a mapper (Envoy:
/// source/common/access_log/access_log_impl.cc).
public final class LogFilters {
  private static final int ID_LENGTH = 36;
  private static final int UNKNOWN = 2;

  /// Those of a request that was not understood.
  private static final Headers NO_HEADERS =
      new Headers() {
        @Override
        public @Nullable String header(String name) {
          return null;
        }

        @Override
        public List<String> headers(String name) {
          return List.of();
        }
      };

  private LogFilters() {}

  public static boolean pass(LogFilter filter, Asked asked) {
    Exchange exchange = asked.exchange();
    return switch (filter) {
      case LogFilter.All() -> true;
      case LogFilter.StatusCode(Comparison comparison) -> comparison.holds(exchange.status());
      case LogFilter.Duration(Comparison comparison) ->
          comparison.holds(exchange.times().durationMillis());
      case LogFilter.NotHealthCheck() -> !exchange.healthCheck();
      case LogFilter.Traceable() -> false; // nothing is without a tracer, whatever its id says
      case LogFilter.Share(Fraction fraction, boolean independent) ->
          fraction.has(chance(exchange, independent));
      case LogFilter.And(List<LogFilter> filters) -> count(filters, asked) == filters.size();
      case LogFilter.Or(List<LogFilter> filters) -> count(filters, asked) > 0;
      case LogFilter.Header(HeaderTests tests) ->
          exchange.requestRead() ? tests.any(exchange.head()) : tests.any(NO_HEADERS);
      case LogFilter.ResponseFlag(Set<String> flags) -> flagged(exchange.flags(), flags);
      case LogFilter.GrpcStatus(Set<Integer> numbers, boolean exclude) ->
          numbers.contains(grpcStatus(asked)) != exclude;
      case LogFilter.LogType(Set<String> types, boolean exclude) ->
          types.contains(asked.logType()) != exclude;
    };
  }

  private static int count(List<LogFilter> filters, Asked asked) {
    int passed = 0;
    for (LogFilter filter : filters) {
      passed += pass(filter, asked) ? 1 : 0;
    }
    return passed;
  }

  private static @Nullable String requestId(Exchange exchange) {
    @Nullable String id = FormatHeaders.request(exchange, "x-request-id", "");
    return id == null || id.length() != ID_LENGTH ? null : id;
  }

  private static long chance(Exchange exchange, boolean independent) {
    @Nullable String id = independent ? null : requestId(exchange);
    long first = 0;
    for (int i = 0; id != null && i < 8; i++) {
      int digit = Character.digit(id.charAt(i), 16);
      id = digit < 0 ? null : id;
      first = first << 4 | digit;
    }
    return id == null ? exchange.worker().random().nextLong() : first;
  }

  private static boolean flagged(String flags, Set<String> wanted) {
    if (flags.equals("-")) {
      return false;
    }
    if (wanted.isEmpty()) {
      return true;
    }
    for (String flag : flags.split(",", -1)) {
      if (wanted.contains(flag)) {
        return true;
      }
    }
    return false;
  }

  private static int grpcStatus(Asked asked) {
    int status = GrpcStatuses.ofAny(asked);
    return status < 0 ? UNKNOWN : status;
  }
}
