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
    Mirroring mirroring,
    @Nullable CorsPolicy corsPolicy,
    @Nullable HeaderOperations headers,
    @Nullable SessionPersistence session) {
  public HttpRoute {
    matches = List.copyOf(matches);
  }

  /// The same for other requests, with another action.
  public HttpRoute with(List<HttpMatch> otherMatches, RouteAction otherAction) {
    return new HttpRoute(
        name,
        otherMatches,
        otherAction,
        rewrite,
        timeout,
        retries,
        fault,
        mirroring,
        corsPolicy,
        headers,
        session);
  }

  /// The same with other receivers of copies.
  public HttpRoute with(Mirroring other) {
    return new HttpRoute(
        name,
        matches,
        action,
        rewrite,
        timeout,
        retries,
        fault,
        other,
        corsPolicy,
        headers,
        session);
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

  /// A share that is not written is null, and means none of the requests.
  public record Delay(Duration fixed, @Nullable Percent share) {}

  public record Abort(AbortStatus status, @Nullable Percent share) {}

  public sealed interface AbortStatus {
    record Http(int status) implements AbortStatus {}

    record Grpc(String status) implements AbortStatus {}
  }

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
