package io.limpet.model.istio;

import io.limpet.model.fields.Expressions;
import io.limpet.model.fields.Fields;
import io.limpet.model.istio.HttpRoute.Mirror;
import io.limpet.model.istio.HttpRoute.PathRewrite;
import io.limpet.model.istio.HttpRoute.Retries;
import io.limpet.model.istio.HttpRoute.Rewrite;
import java.time.Duration;
import java.util.ArrayList;
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
    TrafficPolicyReader.steeredOnly(route, "fault", "mirror", "mirrors", "corsPolicy");
    HeaderOperations headers = route.block("headers", HeaderOperationsReader::read);
    HttpRoute.@Nullable CorsPolicy cors = route.block("corsPolicy", CorsPolicyReader::read);
    HttpRoute.@Nullable Fault fault = route.block("fault", FaultReader::read);
    Rewrite rewrite = route.part("rewrite", HttpRouteReader::rewrite);
    Duration timeout = route.loose("timeout", route::duration);
    Retries retries = route.block("retries", HttpRouteReader::retries);
    List<Mirror> mirrors = mirrors(route);
    return action == null
        ? null
        : new HttpRoute(
            name,
            matches,
            action,
            rewrite,
            timeout,
            retries,
            fault,
            mirrors,
            cors,
            headers == null ? HeaderOperations.NONE : headers,
            null);
  }

  private static Rewrite rewrite(Fields rewrite) {
    rewrite.oneOf("uri", "uriRegexRewrite");
    PathRewrite path =
        rewrite.has("uri") ? new PathRewrite.Replace(rewrite.text("uri")) : new PathRewrite.Keep();
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

  private static List<Mirror> mirrors(Fields route) {
    Double percentage =
        route.has("mirrorPercentage")
            ? route.block("mirrorPercentage", each -> each.fraction("value", 0, 100))
            : route.loose("mirrorPercent", key -> route.fraction(key, 0, 100));
    List<Mirror> mirrors = new ArrayList<>();
    Destination mirror = route.block("mirror", RouteActionReader::destination);
    if (mirror != null) {
      mirrors.add(new Mirror(mirror, percentage));
    }
    mirrors.addAll(route.items("mirrors", HttpRouteReader::mirror));
    return mirrors;
  }

  private static @Nullable Mirror mirror(Fields mirror) {
    Double percentage = mirror.part("percentage", each -> each.fraction("value", 0, 100));
    Destination destination = mirror.requiredPart("destination", RouteActionReader::destination);
    return destination == null ? null : new Mirror(destination, percentage);
  }
}
