package io.limpet.model.istio;

import io.limpet.model.fields.Fields;
import io.limpet.model.istio.RouteAction.Body;
import io.limpet.model.istio.RouteAction.Delegate;
import io.limpet.model.istio.RouteAction.DirectResponse;
import io.limpet.model.istio.RouteAction.Forward;
import io.limpet.model.istio.RouteAction.Redirect;
import io.limpet.model.istio.RouteAction.RedirectPort;
import io.limpet.model.istio.RouteAction.WeightedDestination;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads what a route does.
final class RouteActionReader {
  private static final Map<String, RedirectPort> DERIVED_PORTS =
      Map.of(
          "FROM_PROTOCOL_DEFAULT", new RedirectPort.FromProtocol(),
          "FROM_REQUEST_PORT", new RedirectPort.FromRequest());

  private RouteActionReader() {}

  /// Null where none is written or it is wrong; the route is unsound then.
  static @Nullable RouteAction read(Fields route) {
    if (route.has("delegate")) {
      route.oneOf("delegate", "redirect", "route");
      DirectResponse response = route.part("directResponse", RouteActionReader::directResponse);
      return route.part("delegate", delegate -> delegate(delegate, response));
    }
    route.oneOf("route", "redirect", "directResponse");
    if (route.has("redirect")) {
      return route.part("redirect", RouteActionReader::redirect);
    }
    if (route.has("directResponse")) {
      return route.part("directResponse", RouteActionReader::directResponse);
    }
    List<WeightedDestination> destinations =
        route.allItems("route", RouteActionReader::weightedDestination);
    if (destinations.isEmpty() && route.sound()) {
      route.refuse(
          "route",
          "missing-field",
          "is missing; write where the requests go (or redirect, directResponse, delegate)");
    }
    return new Forward(destinations);
  }

  private static @Nullable WeightedDestination weightedDestination(Fields route) {
    Destination destination = route.requiredPart("destination", RouteActionReader::destination);
    int weight = route.number("weight", 0, Integer.MAX_VALUE, 0);
    HeaderOperations headers = route.block("headers", HeaderOperationsReader::read);
    return destination == null
        ? null
        : new WeightedDestination(
            destination, weight, headers == null ? HeaderOperations.NONE : headers);
  }

  static Destination destination(Fields destination) {
    Integer port = destination.part("port", each -> each.requiredPort("number"));
    return new Destination(
        destination.requiredText("host"), destination.text("subset"), port == null ? 0 : port);
  }

  private static Redirect redirect(Fields redirect) {
    redirect.oneOf("port", "derivePort");
    RedirectPort port =
        redirect.has("port")
            ? new RedirectPort.Fixed(redirect.port("port"))
            : redirect.word("derivePort", DERIVED_PORTS, new RedirectPort.NotWritten());
    return new Redirect(
        redirect.text("uri"),
        redirect.text("authority"),
        redirect.text("scheme"),
        port,
        redirect.number("redirectCode", 300, 399, 0));
  }

  private static DirectResponse directResponse(Fields response) {
    if (!response.has("status")) {
      response.refuse("status", "missing-field", "is missing; write a number from 200 to 599");
    }
    int status = response.number("status", 200, 599, 0);
    Body body = response.part("body", RouteActionReader::body);
    return new DirectResponse(status, body == null ? new Body.None() : body);
  }

  private static Body body(Fields body) {
    body.oneOf("string", "bytes");
    if (body.has("bytes")) {
      return new Body.Bytes(body.text("bytes"));
    }
    return body.has("string") ? new Body.Text(body.text("string")) : new Body.None();
  }

  private static Delegate delegate(Fields delegate, @Nullable DirectResponse response) {
    return new Delegate(delegate.requiredText("name"), delegate.text("namespace"), response);
  }
}
