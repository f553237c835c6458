package io.limpet.proxy.log;

import io.limpet.proxy.plan.LogFilter;
import io.limpet.proxy.plan.LogFilter.Comparison;
import io.limpet.proxy.plan.match.Fraction;
import io.limpet.proxy.plan.match.HeaderTests;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Whether somebody passes a filter of a log or of a mapper (Envoy:
/// source/common/access_log/access_log_impl.cc).
public final class LogFilters {
  private static final int ID_LENGTH = 36;
  private static final int UNKNOWN = 2;

  private LogFilters() {}

  public static boolean pass(LogFilter filter, LogSubject subject) {
    return switch (filter) {
      case LogFilter.All() -> true;
      case LogFilter.StatusCode(Comparison comparison) -> comparison.holds(subject.status());
      case LogFilter.Duration(Comparison comparison) -> comparison.holds(subject.durationMillis());
      case LogFilter.NotHealthCheck() -> !subject.healthCheck();
      case LogFilter.Traceable() -> false; // nothing is without a tracer, whatever its id says
      case LogFilter.Share(Fraction fraction, boolean independent) ->
          fraction.has(chance(subject, independent));
      case LogFilter.And(List<LogFilter> filters) -> count(filters, subject) == filters.size();
      case LogFilter.Or(List<LogFilter> filters) -> count(filters, subject) > 0;
      case LogFilter.Header(HeaderTests tests) -> subject.matches(tests);
      case LogFilter.ResponseFlag(Set<String> flags) -> flagged(subject.flags(), flags);
      case LogFilter.GrpcStatus(Set<Integer> numbers, boolean exclude) ->
          numbers.contains(grpcStatus(subject)) != exclude;
      case LogFilter.LogType(Set<String> types, boolean exclude) ->
          types.contains(subject.logType()) != exclude;
    };
  }

  private static int count(List<LogFilter> filters, LogSubject subject) {
    int passed = 0;
    for (LogFilter filter : filters) {
      passed += pass(filter, subject) ? 1 : 0;
    }
    return passed;
  }

  private static @Nullable String requestId(LogSubject subject) {
    @Nullable String id = subject.requestId();
    return id == null || id.length() != ID_LENGTH ? null : id;
  }

  private static long chance(LogSubject subject, boolean independent) {
    @Nullable String id = independent ? null : requestId(subject);
    long first = 0;
    for (int i = 0; id != null && i < 8; i++) {
      int digit = Character.digit(id.charAt(i), 16);
      id = digit < 0 ? null : id;
      first = first << 4 | digit;
    }
    return id == null ? subject.random().nextLong() : first;
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

  private static int grpcStatus(LogSubject subject) {
    int status = subject.grpcStatus();
    return status < 0 ? UNKNOWN : status;
  }
}
