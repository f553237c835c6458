package io.limpet.model.istio;

import io.limpet.model.fields.Fields;
import io.limpet.model.istio.HttpRoute.Retries;
import java.util.List;
import java.util.Set;

/// Reads when requests are tried again, as Istio's webhook takes it (`validateHTTPRetry` in its
/// `pkg/config/validation`).
final class RetriesReader {
  /// What Envoy knows in `x-envoy-retry-on` and `x-envoy-retry-grpc-on`.
  private static final Set<String> WORDS =
      Set.of(
          "5xx",
          "gateway-error",
          "reset",
          "reset-before-request",
          "connect-failure",
          "retriable-4xx",
          "refused-stream",
          "retriable-status-codes",
          "retriable-headers",
          "envoy-ratelimited",
          "http3-post-connect-failure",
          "cancelled",
          "deadline-exceeded",
          "internal",
          "resource-exhausted",
          "unavailable");

  private RetriesReader() {}

  static Retries read(Fields retries) {
    int attempts = (int) LooseNumbers.read(retries, "attempts", 0, Integer.MAX_VALUE);
    checkWords(retries);
    if (attempts == 0 && retries.sound()) {
      for (String key : List.of("perTryTimeout", "retryOn", "retryRemoteLocalities")) {
        if (retries.has(key)) {
          Webhook.refuses(
              retries, key, "has no effect without attempts; write how often to try again");
        }
      }
    }
    return new Retries(
        attempts,
        retries.loose("perTryTimeout", each -> MillisecondDurations.read(retries, each)),
        retries.text("retryOn"),
        retries.truth("retryRemoteLocalities"),
        retries.optionalTruth("retryIgnorePreviousHosts"),
        retries.loose("backoff", each -> MillisecondDurations.read(retries, each)));
  }

  /// Spaces around a word are refused too.
  private static void checkWords(Fields retries) {
    String on = retries.text("retryOn");
    if (on.isEmpty()) {
      return;
    }
    for (String word : on.split(",", -1)) {
      if (!WORDS.contains(word) && HttpStatuses.parse(word) == 0) {
        Webhook.refuses(
            retries,
            "retryOn",
            "\""
                + word
                + "\" is neither a status nor a word of Envoy's, and a cluster refuses it;"
                + " correct it, and write no spaces");
      }
    }
  }
}
