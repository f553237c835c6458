package io.limpet.model.istio;

import io.limpet.model.fields.DomainNames;
import io.limpet.model.fields.Fields;
import io.limpet.model.istio.RouteAction.Delegate;
import io.limpet.model.istio.RouteAction.DirectResponse;
import io.limpet.model.istio.RouteAction.Forward;
import io.limpet.model.istio.RouteAction.WeightedDestination;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads what a route does.
final class RouteActionReader {
  private static final int MOST_PORT = 65535;

  private RouteActionReader() {}

  /// Null where none is written or it is wrong; the route is unsound then.
  static @Nullable RouteAction read(Fields route) {
    if (route.has("delegate")) {
      exclude(route, "redirect", "delegate");
      exclude(route, "route", "delegate");
      DirectResponse response = route.part("directResponse", DirectResponseReader::read);
      return route.part("delegate", delegate -> delegate(delegate, response));
    }
    exclude(route, "directResponse", "redirect");
    exclude(route, "route", route.has("redirect") ? "redirect" : "directResponse");
    if (route.has("redirect")) {
      return route.part("redirect", RedirectReader::read);
    }
    if (route.has("directResponse")) {
      return route.part("directResponse", DirectResponseReader::read);
    }
    List<WeightedDestination> destinations =
        route.allItems("route", RouteActionReader::weightedDestination);
    if (destinations.isEmpty() && route.sound()) {
      route.refuse(
          "route",
          Webhook.CODE,
          "is missing; write where the requests go (or redirect, directResponse, delegate)");
    }
    if (destinations.size() > 1 && destinations.stream().allMatch(each -> each.weight() == 0)) {
      Webhook.refuses(route, "route", "gives no destination any weight; write weights above 0");
    }
    return new Forward(destinations);
  }

  /// The first of redirect, directResponse and route counts.
  private static void exclude(Fields route, String key, String other) {
    if (route.has(key) && route.has(other)) {
      Webhook.refuses(route, key, "cannot stand beside " + other + ", which counts; keep one");
      route.known(Set.of(key));
    }
  }

  private static @Nullable WeightedDestination weightedDestination(Fields route) {
    Destination destination = route.requiredPart("destination", RouteActionReader::destination);
    long weight = LooseNumbers.read(route, "weight", 0, Integer.MAX_VALUE);
    HeaderOperations headers = route.block("headers", HeaderOperationsReader::read);
    return destination == null
        ? null
        : new WeightedDestination(
            destination,
            (int) Math.max(0, weight),
            headers == null ? HeaderOperations.NONE : headers);
  }

  /// What Istio's webhook refuses of it is said, and it is read all the same (`validateDestination`
  /// in its `pkg/config/validation`).
  static Destination destination(Fields destination) {
    Integer port = destination.part("port", RouteActionReader::port);
    String host = destination.text("host");
    if (!destination.has("host")) {
      destination.refuse("host", "missing-field", "is missing; write it");
    } else if (destination.sound() && (host.equals("*") || !DomainNames.isWildcardOrFull(host))) {
      Webhook.refuses(destination, "host", "\"" + host + "\" is no name of a host; correct it");
    }
    String subset = destination.text("subset");
    if (!subset.isEmpty() && !DomainNames.isLabel(subset)) {
      Webhook.refuses(destination, "subset", "\"" + subset + "\" is no name of a subset");
    }
    return new Destination(host, subset, port == null ? 0 : port);
  }

  /// A number that is not written, or 0, is taken for no port at all.
  private static Integer port(Fields port) {
    if (!port.has("number")) {
      Webhook.refuses(port, "number", "is missing; write a number from 1 to " + MOST_PORT);
    }
    return (int) LooseNumbers.read(port, "number", 1, MOST_PORT);
  }

  private static Delegate delegate(Fields delegate, @Nullable DirectResponse response) {
    String name = delegate.text("name");
    if (name.isEmpty() && delegate.sound()) {
      delegate.refuse("name", Webhook.CODE, "is missing; write the name of a VirtualService");
    }
    return new Delegate(name, delegate.text("namespace"), response);
  }
}
