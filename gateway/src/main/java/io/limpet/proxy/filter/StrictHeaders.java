package io.limpet.proxy.filter;

import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.http.LocalReply;
import io.limpet.proxy.plan.RetryWords;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Refuses requests whose headers for the router are not well-formed (Envoy: router.h,
/// StrictHeaderChecker).
final class StrictHeaders {
  private StrictHeaders() {}

  /// The answer to a request that has such a header, or null.
  static @Nullable LocalReply refusal(EditableRequestHead head, List<String> strict) {
    for (int i = 0; i < strict.size(); i++) {
      String name = strict.get(i);
      @Nullable String value = head.header(name);
      if (value != null && !good(name, value)) {
        return LocalReply.of(
            400,
            "invalid header '" + name + "' with value '" + value + "'",
            "IH",
            "request_headers_failed_strict_check{" + name + "}");
      }
    }
    return null;
  }

  private static boolean good(String name, String value) {
    return switch (name) {
      case "x-envoy-retry-on" -> RetryWords.allHttp(value);
      case "x-envoy-retry-grpc-on" -> RetryWords.allGrpc(value);
      default -> NumberText.unsigned(value) >= 0;
    };
  }
}
