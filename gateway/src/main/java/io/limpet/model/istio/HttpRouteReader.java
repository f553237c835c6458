package io.limpet.model.istio;

import io.limpet.model.fields.Expressions;
import io.limpet.model.fields.Fields;
import io.limpet.model.istio.HttpRoute.PathRewrite;
import io.limpet.model.istio.HttpRoute.Retries;
import io.limpet.model.istio.HttpRoute.Rewrite;
import io.limpet.model.istio.Mirroring.Mirror;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads an entry of `http`.
///
/// What says which requests, or where they go, makes the entry unsound if it is wrong; what is done
/// besides is left out.
final class HttpRouteReader {
  private HttpRouteReader() {}

  static @Nullable HttpRoute read(Fields route) {
    String name = route.text("name");
    List<HttpMatch> matches = route.allItems("match", HttpMatchReader::read);
    RouteAction action = RouteActionReader.read(route);
    HeaderOperations headers = route.block("headers", HeaderOperationsReader::read);
    HttpRoute.@Nullable CorsPolicy cors = route.block("corsPolicy", CorsPolicyReader::read);
    HttpRoute.@Nullable Fault fault = route.block("fault", FaultReader::read);
    Rewrite rewrite = route.part("rewrite", HttpRouteReader::rewrite);
    Duration timeout = route.loose("timeout", route::duration);
    Retries retries = route.block("retries", HttpRouteReader::retries);
    Mirroring mirroring = mirroring(route);
    return action == null
        ? null
        : new HttpRoute(
            name, matches, action, rewrite, timeout, retries, fault, mirroring, cors, headers,
            null);
  }

  private static Rewrite rewrite(Fields rewrite) {
    rewrite.oneOf("uri", "uriRegexRewrite");
    String uri = rewrite.text("uri");
    PathRewrite path = uri.isEmpty() ? new PathRewrite.Keep() : new PathRewrite.Replace(uri);
    PathRewrite regex = rewrite.part("uriRegexRewrite", HttpRouteReader::regexRewrite);
    return new Rewrite(regex == null ? path : regex, rewrite.text("authority"));
  }

  private static PathRewrite regexRewrite(Fields rewrite) {
    String match = rewrite.requiredText("match");
    Expressions.check(rewrite, "match");
    return new PathRewrite.Regex(match, rewrite.text("rewrite"));
  }

  static Retries retries(Fields retries) {
    return new Retries(
        retries.number("attempts", 0, Integer.MAX_VALUE, 0),
        retries.loose("perTryTimeout", retries::duration),
        retries.text("retryOn"),
        retries.truth("retryRemoteLocalities"),
        retries.optionalTruth("retryIgnorePreviousHosts"),
        retries.loose("backoff", retries::duration));
  }

  private static Mirroring mirroring(Fields route) {
    return new Mirroring(
        route.block("mirror", RouteActionReader::destination),
        route.block("mirrorPercentage", PercentReader::exact),
        PercentReader.whole(route, "mirrorPercent"),
        route.items("mirrors", HttpRouteReader::mirror));
  }

  private static @Nullable Mirror mirror(Fields mirror) {
    Percent share = mirror.part("percentage", PercentReader::exact);
    Destination destination = mirror.requiredPart("destination", RouteActionReader::destination);
    return destination == null ? null : new Mirror(destination, share);
  }
}
