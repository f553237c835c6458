package io.limpet.model.gatewayapi;

import io.limpet.model.fields.Fields;
import io.limpet.model.gatewayapi.KubernetesRoute.Backend;
import io.limpet.model.gatewayapi.KubernetesRoute.Retry;
import io.limpet.model.gatewayapi.KubernetesRoute.Rule;
import io.limpet.model.gatewayapi.KubernetesRoute.Timeouts;
import io.limpet.model.gatewayapi.RouteFilter.PathChange;
import io.limpet.model.gatewayapi.RouteFilter.Redirect;
import io.limpet.model.gatewayapi.RouteFilter.Rewrite;
import io.limpet.model.gatewayapi.RouteMatch.Http;
import io.limpet.model.gatewayapi.RouteMatch.Path;
import io.limpet.model.gatewayapi.RouteMatch.PathType;
import io.limpet.model.tree.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads a rule of an HTTPRoute, with the rules that the API's schema has for it.
final class HttpRuleReader {
  private static final List<RouteMatch> EVERYTHING =
      List.of(new Http(Path.ALL, "", List.of(), List.of()));

  /// What an API server writes where there are no rules.
  static final Rule ALL =
      new Rule("spec.rules", 0, "", EVERYTHING, List.of(), List.of(), Timeouts.NONE, null, null);

  private HttpRuleReader() {}

  static Rule read(Fields rule, int index) {
    List<RouteMatch> written = rule.allItems("matches", RouteMatchReader::http);
    List<RouteMatch> matches = written.isEmpty() ? EVERYTHING : written;
    List<RouteFilter> filters = RouteFilterReader.filters(rule, RouteFilterReader.HTTP);
    List<Backend> backends = KubernetesRouteReader.backends(rule, RouteFilterReader.HTTP);
    checkRedirect(rule, filters, backends);
    checkPrefix(rule, filters, matches);
    Timeouts timeouts = rule.part("timeouts", HttpRuleReader::timeouts);
    return new Rule(
        rule.path(),
        index,
        rule.text("name"),
        matches,
        filters,
        backends,
        timeouts == null ? Timeouts.NONE : timeouts,
        rule.part("retry", HttpRuleReader::retry),
        rule.block("sessionPersistence", SessionPersistenceReader::read));
  }

  private static void checkRedirect(
      Fields rule, List<RouteFilter> filters, List<Backend> backends) {
    boolean redirects = filters.stream().anyMatch(Redirect.class::isInstance);
    if (redirects && !backends.isEmpty()) {
      rule.refuse(
          "backendRefs",
          "redirect-and-backends",
          "cannot stand beside a redirect, which answers the caller; keep one of the two");
    }
    if (redirects && filters.stream().anyMatch(Rewrite.class::isInstance)) {
      rule.refuse(
          "filters",
          "redirect-and-rewrite",
          "has a redirect and a rewrite, and a cluster refuses the two; keep one");
    }
  }

  private static void checkPrefix(
      Fields rule, List<RouteFilter> filters, List<RouteMatch> matches) {
    boolean prefixOnly =
        filters.stream()
            .map(HttpRuleReader::path)
            .anyMatch(each -> each != null && each.prefixOnly());
    boolean onePrefix =
        matches.size() == 1
            && matches.getFirst() instanceof Http http
            && http.path().type() == PathType.PREFIX;
    if (prefixOnly && !onePrefix) {
      rule.refuse(
          "filters",
          "prefix-not-matched",
          "replace the matched prefix, so there must be exactly one match, of a PathPrefix; split"
              + " the rule, or use ReplaceFullPath");
    }
  }

  private static @Nullable PathChange path(RouteFilter filter) {
    return switch (filter) {
      case Redirect redirect -> redirect.path();
      case Rewrite rewrite -> rewrite.path();
      case RouteFilter.RequestHeaders _,
          RouteFilter.ResponseHeaders _,
          RouteFilter.Mirror _,
          RouteFilter.Cors _,
          RouteFilter.Foreign _ ->
          null;
    };
  }

  private static Timeouts timeouts(Fields timeouts) {
    Duration request = Texts.duration(timeouts, "request");
    Duration backend = Texts.duration(timeouts, "backendRequest");
    if (request != null && backend != null && !request.isZero() && backend.compareTo(request) > 0) {
      timeouts.refuse(
          "backendRequest",
          "timeout-too-long",
          "is longer than request, within which it must end; shorten it");
    }
    return new Timeouts(request, backend);
  }

  private static List<Integer> codes(Fields retry) {
    List<Integer> codes = new ArrayList<>();
    if (retry.take("codes") instanceof Value.Sequence written) {
      for (Value item : written.items()) {
        if (item instanceof Value.Whole whole && whole.value() >= 400 && whole.value() <= 599) {
          codes.add((int) whole.value());
        } else {
          retry.refuse(
              "codes",
              "wrong-type",
              "needs statuses from 400 to 599; correct the one in line " + item.line());
        }
      }
    } else if (retry.has("codes")) {
      retry.refuse("codes", "wrong-type", "needs a list of statuses; begin each item with \"- \"");
    }
    return codes;
  }

  private static Retry retry(Fields retry) {
    return new Retry(
        codes(retry),
        retry.has("attempts") ? Integer.valueOf(retry.number("attempts", 0, 1000, 0)) : null,
        Texts.duration(retry, "backoff"));
  }
}
