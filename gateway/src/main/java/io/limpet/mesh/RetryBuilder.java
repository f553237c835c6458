package io.limpet.mesh;

import io.limpet.mesh.RouteAction.Retries;
import io.limpet.model.istio.HttpRoute;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// When a request is tried again (`core/route/retry/retry.go` in Istio's pilot).
final class RetryBuilder {
  private static final String DEFAULT_ON =
      "connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes";
  private static final int DEFAULT_ATTEMPTS = 2;
  private static final String STATUS_CODES = "retriable-status-codes";
  private static final int UNAVAILABLE = 503;

  private final IstioVersion version;

  RetryBuilder(IstioVersion version) {
    this.version = version;
  }

  /// `hashed`: the only destination is chosen by a hash, so that another endpoint would be a
  /// stranger to the caller; since 1.23 the default is then to retry where the hash says.
  @Nullable Retries retries(HttpRoute.@Nullable Retries written, boolean hashed) {
    boolean avoidTried = !hashed || !version.atLeast(23);
    if (written == null) {
      return new Retries(
          DEFAULT_ATTEMPTS, DEFAULT_ON, defaultCodes(), null, null, avoidTried, false);
    }
    if (written.attempts() <= 0) {
      return null;
    }
    Boolean asked = version.atLeast(26) ? written.retryIgnorePreviousHosts() : null;
    List<Integer> codes = new ArrayList<>();
    String on = retryOn(written.retryOn(), codes);
    return new Retries(
        written.attempts(),
        on,
        codes,
        written.perTryTimeout(),
        written.backoff(),
        asked == null ? avoidTried : asked,
        written.retryRemoteLocalities());
  }

  /// 503 was retried up to 1.23, although the request may have been processed.
  private List<Integer> defaultCodes() {
    return version.atLeast(24) ? List.of() : List.of(UNAVAILABLE);
  }

  /// Numbers are status codes, all else Envoy's words.
  private String retryOn(String written, List<Integer> codes) {
    if (written.isEmpty()) {
      codes.addAll(defaultCodes());
      return DEFAULT_ON;
    }
    List<String> words = new ArrayList<>();
    for (String part : written.split(",", -1)) {
      String word = part.strip();
      if (!word.isEmpty() && word.chars().allMatch(Character::isDigit) && word.length() == 3) {
        codes.add(Integer.parseInt(word));
      } else if (!word.isEmpty()) {
        words.add(word);
      }
    }
    if (!codes.isEmpty() && !words.contains(STATUS_CODES)) {
      words.add(STATUS_CODES);
    }
    return String.join(",", words);
  }
}
