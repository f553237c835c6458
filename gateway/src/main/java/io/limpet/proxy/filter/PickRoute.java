package io.limpet.proxy.filter;

import io.limpet.proxy.balance.SplitTicket;
import io.limpet.proxy.codec.HeaderLine;
import io.limpet.proxy.codec.Http1RequestHead;
import io.limpet.proxy.codec.Http1ResponseHead;
import io.limpet.proxy.http.Exchange;
import io.limpet.proxy.http.Filter;
import io.limpet.proxy.http.LocalReply;
import io.limpet.proxy.plan.ClusterChoice.Target;
import io.limpet.proxy.plan.Route;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Finds the route, and the cluster if it has one. Redirects and direct answers end here.
final class PickRoute implements Filter {
  private static final LocalReply NO_ROUTE = LocalReply.of(404, "", "NR", "route_not_found");

  private final RandomGenerator random;
  private final HeaderEditor editor;

  PickRoute(RandomGenerator random, HeaderEditor editor) {
    this.random = random;
    this.editor = editor;
  }

  @Override
  public boolean request(Exchange exchange) {
    @Nullable Route route = exchange.serving().listener().routes().match(exchange.head(), random);
    if (route == null) {
      exchange.serving().counters().noRoute();
      exchange.reply(NO_ROUTE);
      return false;
    }
    exchange.route(route);
    return switch (route.action()) {
      case Route.Forward forward -> {
        exchange.target(target(forward, exchange.head()));
        yield true;
      }
      case Route.Redirect redirect -> {
        exchange.reply(reply(redirect, exchange));
        yield false;
      }
      case Route.DirectResponse(int status, String body) -> {
        exchange.reply(LocalReply.of(status, body, "-", "direct_response"));
        yield false;
      }
    };
  }

  private Target target(Route.Forward route, Http1RequestHead head) {
    return route.cluster().choose(head, SplitTicket.of(route, head, random));
  }

  /// Answers of our own are subject to the route's changes of headers too; those of an upstream
  /// were changed when they came.
  @Override
  public void response(Exchange exchange, Http1ResponseHead head) {
    @Nullable Route route = exchange.route();
    if (!exchange.local() || route == null) {
      return;
    }
    @Nullable Target target = exchange.target();
    Route.HeaderEdits edits = target == null ? route.edits() : target.edits();
    editor.edit(exchange.plan(), edits.response(), head);
  }

  private static LocalReply reply(Route.Redirect redirect, Exchange exchange) {
    HeaderLine location = HeaderLine.of(HeaderNames.LOCATION, redirect.location(exchange.head()));
    return LocalReply.of(redirect.status(), "", "-", "direct_response").with(List.of(location));
  }
}
