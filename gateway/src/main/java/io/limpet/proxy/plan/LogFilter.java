package io.limpet.proxy.plan;

import io.limpet.proxy.plan.match.Fraction;
import io.limpet.proxy.plan.match.HeaderTests;
import java.util.List;
import java.util.Set;

/// Which exchanges are logged, or have their local reply mapped (accesslog.proto,
/// AccessLogFilter).
public sealed interface LogFilter {
  LogFilter ALL = new All();

  record All() implements LogFilter {}

  record StatusCode(Comparison comparison) implements LogFilter {}

  /// In milliseconds.
  record Duration(Comparison comparison) implements LogFilter {}

  record NotHealthCheck() implements LogFilter {}

  record Traceable() implements LogFilter {}

  /// A share of all requests; the same request id always decides the same, unless `independent`.
  record Share(Fraction fraction, boolean independent) implements LogFilter {}

  record And(List<LogFilter> filters) implements LogFilter {
    public And {
      filters = List.copyOf(filters);
    }
  }

  record Or(List<LogFilter> filters) implements LogFilter {
    public Or {
      filters = List.copyOf(filters);
    }
  }

  record Header(HeaderTests tests) implements LogFilter {}

  /// Any of these flags, or any flag at all where none is named.
  record ResponseFlag(Set<String> flags) implements LogFilter {
    public ResponseFlag {
      flags = Set.copyOf(flags);
    }
  }

  record GrpcStatus(Set<Integer> numbers, boolean exclude) implements LogFilter {
    public GrpcStatus {
      numbers = Set.copyOf(numbers);
    }
  }

  record LogType(Set<String> types, boolean exclude) implements LogFilter {
    public LogType {
      types = Set.copyOf(types);
    }
  }

  /// A number beside another.
  record Comparison(Operation operation, long value) {
    public boolean holds(long number) {
      return switch (operation) {
        case EQ -> number == value;
        case GE -> number >= value;
        case LE -> number <= value;
        case NE -> number != value;
      };
    }
  }

  /// Envoy's ComparisonFilter.Op.
  enum Operation {
    EQ,
    GE,
    LE,
    NE
  }
}
