package io.limpet.proxy.plan;

import io.limpet.proxy.plan.RetryPlan.RetryOn;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The words that say what is tried again, in a policy's `retry_on` and in what trusted callers
/// ask for.
public final class RetryWords {
  private static final Map<String, RetryOn> HTTP =
      Map.ofEntries(
          Map.entry("5xx", RetryOn.FIVE_XX),
          Map.entry("gateway-error", RetryOn.GATEWAY_ERROR),
          Map.entry("reset", RetryOn.RESET),
          Map.entry("reset-before-request", RetryOn.RESET_BEFORE_REQUEST),
          Map.entry("connect-failure", RetryOn.CONNECT_FAILURE),
          Map.entry("retriable-4xx", RetryOn.RETRIABLE_4XX),
          Map.entry("refused-stream", RetryOn.REFUSED_STREAM),
          Map.entry("retriable-status-codes", RetryOn.RETRIABLE_STATUS_CODES),
          Map.entry("retriable-headers", RetryOn.RETRIABLE_HEADERS),
          Map.entry("envoy-ratelimited", RetryOn.ENVOY_RATELIMITED),
          Map.entry("http3-post-connect-failure", RetryOn.HTTP3_POST_CONNECT_FAILURE));

  private static final Map<String, RetryOn> GRPC =
      Map.of(
          "cancelled", RetryOn.GRPC_CANCELLED,
          "deadline-exceeded", RetryOn.GRPC_DEADLINE_EXCEEDED,
          "internal", RetryOn.GRPC_INTERNAL,
          "resource-exhausted", RetryOn.GRPC_RESOURCE_EXHAUSTED,
          "unavailable", RetryOn.GRPC_UNAVAILABLE);

  private RetryWords() {}

  /// What a policy's word means, of either kind; null where it is not known.
  public static @Nullable RetryOn of(String word) {
    return HTTP.getOrDefault(word, GRPC.get(word));
  }

  /// Adds what `x-envoy-retry-on` names.
  public static void addHttp(String list, Set<RetryOn> on) {
    add(list, HTTP, on);
  }

  /// Adds what `x-envoy-retry-grpc-on` names.
  public static void addGrpc(String list, Set<RetryOn> on) {
    add(list, GRPC, on);
  }

  /// Whether all words are known that `x-envoy-retry-on` may have.
  public static boolean allHttp(String list) {
    return all(list, HTTP);
  }

  /// Whether all words are known that `x-envoy-retry-grpc-on` may have.
  public static boolean allGrpc(String list) {
    return all(list, GRPC);
  }

  private static boolean all(String list, Map<String, RetryOn> words) {
    for (String word : list.split(",", -1)) {
      if (!words.containsKey(word.strip())) {
        return false;
      }
    }
    return true;
  }

  private static void add(String list, Map<String, RetryOn> words, Set<RetryOn> on) {
    for (String word : list.split(",", -1)) {
      @Nullable RetryOn known = words.get(word.strip());
      if (known != null) {
        on.add(known);
      }
    }
  }
}
