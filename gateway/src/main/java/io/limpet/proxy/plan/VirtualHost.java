package io.limpet.proxy.plan;

import io.limpet.proxy.head.RequestHead;
import io.limpet.proxy.plan.filter.HeaderEdits;
import io.limpet.proxy.plan.filter.HttpChain;
import io.limpet.proxy.plan.match.PathTest;
import io.limpet.proxy.plan.match.RouteMatcher;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The routes of some hosts, in order.
public record VirtualHost(String name, Tls tls, List<Entry> entries) {
  private static final Route TO_TLS =
      new Route(
          "",
          new Route.TlsRedirect(),
          HttpChain.OF_LISTENER,
          HeaderEdits.NONE,
          false,
          false,
          "",
          null);

  public VirtualHost {
    entries = List.copyOf(entries);
  }

  /// Whether requests that came in plain text are sent to `https` instead.
  public enum Tls {
    OPTIONAL,
    FOR_EXTERNAL,
    FOR_ALL
  }

  public record Entry(RouteMatcher matcher, Route route) {}

  @Nullable Route match(RequestHead head, long chance) {
    if (wantsTls(head)) {
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

  /// How the client came is what `x-forwarded-proto` says, which is always there by now.
  private boolean wantsTls(RequestHead head) {
    return switch (tls) {
      case OPTIONAL -> false;
      case FOR_EXTERNAL -> !isTls(head) && !"true".equals(head.header("x-envoy-internal"));
      case FOR_ALL -> !isTls(head);
    };
  }

  private static boolean isTls(RequestHead head) {
    @Nullable String proto = head.header("x-forwarded-proto");
    return "https".equals(proto == null ? head.scheme() : proto);
  }
}
