package io.limpet.admin;

import io.envoyproxy.envoy.config.core.v3.TrafficDirection;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.limpet.proxy.Stop;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// What tells clients and load balancers to go elsewhere (source/server/admin/listeners_handler.cc,
/// server_cmd_handler.cc).
final class DrainPages {
  private static final Answer OK = Answer.text("OK\n");

  private final AdminView view;

  private DrainPages(AdminView view) {
    this.view = view;
  }

  static List<Page> of(AdminView view) {
    DrainPages pages = new DrainPages(view);
    return List.of(
        new Page("/drain_listeners", true, "drain listeners", List.of(), pages::drain)
            .with(
                "graceful: Listen on until all clients were told to come anew",
                "skip_exit: Tell clients to come anew, and listen on",
                "inboundonly: Only listeners whose traffic_direction is INBOUND"),
        new Page(
            "/healthcheck/fail",
            true,
            "cause the server to fail health checks",
            List.of(),
            _ -> pages.fail(true)),
        new Page(
            "/healthcheck/ok",
            true,
            "cause the server to pass health checks",
            List.of(),
            _ -> pages.fail(false)));
  }

  private Answer fail(boolean fails) {
    view.controls().failHealthChecks(fails);
    return OK;
  }

  private Answer drain(Query query) {
    boolean inboundOnly = query.has("inboundonly");
    Set<String> names =
        view.resources().get().listeners().values().stream()
            .filter(each -> !inboundOnly || each.getTrafficDirection() == TrafficDirection.INBOUND)
            .map(Listener::getName)
            .collect(Collectors.toSet());
    Stop graceful = query.has("graceful") ? Stop.AFTER_DRAIN : Stop.NOW;
    view.controls().drainListeners(names, query.has("skip_exit") ? Stop.NEVER : graceful);
    return OK;
  }
}
