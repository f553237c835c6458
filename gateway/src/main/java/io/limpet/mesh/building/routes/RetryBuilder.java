package io.limpet.mesh.building.routes;

import io.limpet.mesh.Feature;
import io.limpet.mesh.IstioVersion;
import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.RouteAction.Retries;
import io.limpet.model.istio.HttpRoute;
import io.limpet.model.istio.HttpStatuses;
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
  private final HttpRoute.@Nullable Retries meshDefault;
  private final boolean retries503;

  RetryBuilder(MeshOptions options) {
    this.version = options.istioVersion();
    this.meshDefault = options.meshConfig().defaultHttpRetryPolicy();
    this.retries503 = !version.atLeast(27) && !excludes503(options);
  }

  /// 503 was retried up to 1.23, although the request may have been processed; then there was a
  /// switch for it.
  private static boolean excludes503(MeshOptions options) {
    return options.istioVersion().atLeast(24)
        && options.on(Feature.EXCLUDE_UNSAFE_503_FROM_DEFAULT_RETRY);
  }

  /// `hashed`: the only destination is chosen by a hash, so that another endpoint would be a
  /// stranger to the caller; since 1.23 the default is then to retry where the hash says.
  @Nullable Retries retries(HttpRoute.@Nullable Retries ofRoute, boolean hashed) {
    HttpRoute.Retries written = ofRoute == null ? meshDefault : ofRoute;
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

  private List<Integer> defaultCodes() {
    return retries503 ? List.of(UNAVAILABLE) : List.of();
  }

  /// Numbers of known statuses are codes, all else is left to Envoy (`parseRetryOn`). Codes alone
  /// leave a comma before the word for them, which Envoy does not mind.
  private String retryOn(String written, List<Integer> codes) {
    if (written.isEmpty()) {
      codes.addAll(defaultCodes());
      return DEFAULT_ON;
    }
    List<String> words = new ArrayList<>();
    for (String part : written.split(",", -1)) {
      String word = part.strip();
      int code = HttpStatuses.parse(word);
      if (code != 0) {
        codes.add(code);
      } else if (!word.isEmpty()) {
        words.add(word);
      }
    }
    String on = String.join(",", words);
    return codes.isEmpty() || on.contains(STATUS_CODES) ? on : on + "," + STATUS_CODES;
  }
}
