package io.limpet.proxy.plan;

import io.limpet.proxy.plan.filter.HeaderEdits.HeaderEdit;
import io.limpet.proxy.plan.format.BodyFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What becomes of the proxy's own answers (http_connection_manager.proto, LocalReplyConfig): the
/// first mapper that matches changes one, then it is written in its format. No format: the body is
/// written as it is.
public record LocalReplies(List<Mapper> mappers, @Nullable BodyFormat format) {
  public LocalReplies {
    mappers = List.copyOf(mappers);
  }

  /// `status` 0, `body` null and `format` null change nothing.
  public record Mapper(
      LogFilter filter,
      int status,
      @Nullable String body,
      HeaderEdit headers,
      @Nullable BodyFormat format) {}

  public boolean asksForTimes() {
    return mappers.stream().anyMatch(mapper -> asksForTimes(mapper.format()))
        || asksForTimes(format);
  }

  private static boolean asksForTimes(@Nullable BodyFormat format) {
    return format != null && format.content().asksForTimes();
  }
}
