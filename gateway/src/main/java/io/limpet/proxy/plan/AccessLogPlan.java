package io.limpet.proxy.plan;

import io.limpet.proxy.plan.format.BodyFormat;

/// An access log: the file's path (`/dev/stdout` too) and the format of a line.
/// `atStart`: there is a line when a request begins, too.
public record AccessLogPlan(String path, BodyFormat format, LogFilter filter, boolean atStart) {
  public AccessLogPlan(String path, BodyFormat format) {
    this(path, format, LogFilter.ALL, false);
  }
}
