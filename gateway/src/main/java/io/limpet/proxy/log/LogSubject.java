package io.limpet.proxy.log;

import io.limpet.proxy.plan.format.FormatString.Part;
import io.limpet.proxy.plan.match.HeaderTests;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What a line, or another text of the configuration, is written about.
public interface LogSubject {
  /// The value of a part that is a number, or below 0 where it has none or is no number.
  long number(Part part);

  /// The value of a part that is a text, or null where it has none or is a number.
  @Nullable String text(Part part);

  // What filters of logs ask.

  /// 0 where there was no answer.
  int status();

  long durationMillis();

  /// Short names, joined by commas; `-` for none.
  String flags();

  /// Below 0 where there is none.
  int grpcStatus();

  /// Envoy's AccessLogType.
  String logType();

  /// Whether it only asks how the proxy does.
  boolean healthCheck();

  /// Null where there is none.
  @Nullable String requestId();

  /// Whether the request has such headers; one that was not understood has none.
  boolean matches(HeaderTests tests);

  RandomGenerator random();
}
