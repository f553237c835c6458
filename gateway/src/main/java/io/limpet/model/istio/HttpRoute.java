package io.limpet.model.istio;

import io.limpet.model.gatewayapi.SessionPersistence;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One entry of a VirtualService's `http`. No match means every request.
///
/// What is null was not written; a delegated route takes it from the route that delegates. Only the
/// routes that stand for the Gateway API's have a `session`: Istio's own say it with labels.
public record HttpRoute(
    String name,
    List<HttpMatch> matches,
    RouteAction action,
    @Nullable Rewrite rewrite,
    @Nullable Duration timeout,
    @Nullable Retries retries,
    @Nullable Fault fault,
    List<Mirror> mirrors,
    @Nullable CorsPolicy corsPolicy,
    HeaderOperations headers,
    @Nullable SessionPersistence session) {
  public HttpRoute {
    matches = List.copyOf(matches);
    mirrors = List.copyOf(mirrors);
  }

  /// What the request's path and authority become.
  public record Rewrite(PathRewrite path, String authority) {}

  public sealed interface PathRewrite {
    /// The path stays.
    record Keep() implements PathRewrite {}

    /// The matched prefix becomes `uri`, or the whole path where the match was exact.
    record Replace(String uri) implements PathRewrite {}

    /// RE2, with `\1` for its groups.
    record Regex(String match, String rewrite) implements PathRewrite {}
  }

  /// `attempts` 0 or less means none. `retryOn` is as written, empty for the default.
  public record Retries(
      int attempts,
      @Nullable Duration perTryTimeout,
      String retryOn,
      boolean retryRemoteLocalities,
      @Nullable Boolean retryIgnorePreviousHosts,
      @Nullable Duration backoff) {}

  public record Fault(@Nullable Delay delay, @Nullable Abort abort) {}

  /// `percentage` is from 0 to 100, null where not written, which Istio takes for all requests.
  public record Delay(Duration fixed, @Nullable Double percentage) {}

  public record Abort(AbortStatus status, @Nullable Double percentage) {}

  public sealed interface AbortStatus {
    record Http(int status) implements AbortStatus {}

    record Grpc(String status) implements AbortStatus {}
  }

  /// `percentage` is from 0 to 100, null where not written, which means all requests.
  public record Mirror(Destination destination, @Nullable Double percentage) {}

  public record CorsPolicy(
      List<StringMatch> allowOrigins,
      List<String> allowMethods,
      List<String> allowHeaders,
      List<String> exposeHeaders,
      @Nullable Duration maxAge,
      @Nullable Boolean allowCredentials,
      boolean forwardUnmatchedPreflights) {
    public CorsPolicy {
      allowOrigins = List.copyOf(allowOrigins);
      allowMethods = List.copyOf(allowMethods);
      allowHeaders = List.copyOf(allowHeaders);
      exposeHeaders = List.copyOf(exposeHeaders);
    }
  }
}
