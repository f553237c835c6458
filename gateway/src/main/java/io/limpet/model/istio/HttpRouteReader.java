package io.limpet.model.istio;

import io.limpet.model.fields.Expressions;
import io.limpet.model.fields.Fields;
import io.limpet.model.istio.HttpRoute.PathRewrite;
import io.limpet.model.istio.HttpRoute.Rewrite;
import io.limpet.model.istio.Mirroring.Mirror;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads an entry of `http`, as Istio's webhook takes it (`validateHTTPRoute` in its
/// `pkg/config/validation`).
///
/// What says which requests, or where they go, makes the entry unsound if it is wrong; what is done
/// besides is left out.
final class HttpRouteReader {
  private HttpRouteReader() {}

  /// `delegate`: the VirtualService has no hosts, and is only delegated to.
  static @Nullable HttpRoute read(Fields route, boolean delegate) {
    HttpRouteRules.check(route, delegate);
    String name = route.text("name");
    List<HttpMatch> matches = route.allItems("match", HttpMatchReader::read);
    RouteAction action = RouteActionReader.read(route);
    HeaderOperations headers = route.block("headers", HeaderOperationsReader::read);
    Rewrite rewrite = route.part("rewrite", HttpRouteReader::rewrite);
    HttpRouteRules.checkAuthority(route, rewrite, headers);
    HttpRoute read =
        new HttpRoute(
            name,
            matches,
            action == null ? new RouteAction.Forward(List.of()) : action,
            rewrite,
            route.loose("timeout", each -> MillisecondDurations.read(route, each)),
            route.block("retries", RetriesReader::read),
            route.block("fault", FaultReader::read),
            mirroring(route),
            route.block("corsPolicy", CorsPolicyReader::read),
            headers,
            null);
    return action == null ? null : read;
  }

  private static Rewrite rewrite(Fields rewrite) {
    String uri = rewrite.text("uri");
    PathRewrite path = uri.isEmpty() ? new PathRewrite.Keep() : new PathRewrite.Replace(uri);
    PathRewrite regex = rewrite.part("uriRegexRewrite", HttpRouteReader::regexRewrite);
    if (!uri.isEmpty() && regex != null) {
      Webhook.refuses(rewrite, "uri", "cannot stand beside uriRegexRewrite; keep one of the two");
    }
    Rewrite read = new Rewrite(regex == null ? path : regex, rewrite.text("authority"));
    if (rewrite.sound() && read.equals(new Rewrite(new PathRewrite.Keep(), ""))) {
      Webhook.refuses(rewrite, "uri", "is missing; write uri, uriRegexRewrite or authority");
    }
    return read;
  }

  private static PathRewrite regexRewrite(Fields rewrite) {
    String match = rewrite.text("match");
    if (match.isEmpty() && rewrite.sound()) {
      rewrite.refuse("match", Webhook.CODE, "is missing; write an expression");
    }
    Expressions.check(rewrite, "match", Webhook.CODE);
    String with = rewrite.text("rewrite");
    if (with.isEmpty() && rewrite.sound()) {
      Webhook.refuses(rewrite, "rewrite", "is missing, so what matched is cut out; write it");
    }
    return new PathRewrite.Regex(match, with);
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
