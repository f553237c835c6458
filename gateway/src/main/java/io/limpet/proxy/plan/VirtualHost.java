package io.limpet.proxy.plan;

import io.limpet.proxy.head.RequestHead;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The routes of some hosts, in order. With `onlyTls`, requests that came in plain text are sent to
/// `https` instead.
record VirtualHost(String name, boolean onlyTls, List<Entry> entries) {
  private static final Route TO_TLS =
      new Route(
          "",
          new Route.Redirect(301, "https", "", 0, Rewrite.NONE, false),
          HttpChain.OF_LISTENER,
          Route.HeaderEdits.NONE,
          false,
          false);

  VirtualHost {
    entries = List.copyOf(entries);
  }

  record Entry(RouteMatcher matcher, Route route) {}

  @Nullable Route match(RequestHead head, long chance) {
    if (onlyTls && !head.scheme().equals("https")) {
      return TO_TLS;
    }
    int pathEnd = PathTest.end(head.path());
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i).matcher().matches(head, pathEnd, chance)) {
        return entries.get(i).route();
      }
    }
    return null;
  }
}
