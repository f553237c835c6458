package io.limpet.admin;

import io.limpet.metrics.StatsText;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/// Port 15014: istiod's debug pages that people use (`pilot/pkg/xds/debug.go`), and its metrics. It
/// has no authentication and shows all configuration, so it only listens on the loopback interface.
public final class ControlServer implements AutoCloseable {
  private final ControlView view;
  private final PageServer server;

  public ControlServer(InetSocketAddress address, ControlView view) throws IOException {
    if (!address.getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException("debug port on " + address + ": only loopback addresses");
    }
    this.view = view;
    List<Page> pages = pages();
    server =
        new PageServer(
            address,
            pages,
            Page.reading("", "", _ -> Answer.text(404, "no such page; there are\n" + list(pages))));
  }

  public InetSocketAddress address() {
    return server.address();
  }

  @Override
  public void close() {
    server.close();
  }

  private List<Page> pages() {
    SyncPages sync = new SyncPages(view);
    RegistryPages registry = new RegistryPages(view);
    ToldPage told = new ToldPage(view);
    List<Page> pages =
        new ArrayList<>(
            List.of(
                Page.reading("/debug/syncz", "how far each gateway is", sync::syncz),
                Page.reading("/debug/adsz", "streams, and what they ask for", sync::adsz),
                Page.reading("/debug/connections", "streams, in short", sync::connections),
                Page.reading("/debug/config_dump", "what a gateway is told", told::dump)
                    .with("proxyID: POD.NAMESPACE", "include_eds: With the endpoints"),
                Page.reading("/debug/edsz", "endpoints that a gateway is told", told::endpoints)
                    .with("proxyID: POD.NAMESPACE"),
                Page.reading(
                    "/debug/withheld", "what gateways would refuse", new WithheldPage(view)::list),
                Page.reading("/debug/endpointz", "endpoints by service", registry::endpoints),
                Page.reading("/debug/endpointShardz", "endpoints by service", registry::endpoints),
                Page.reading("/debug/registryz", "services", registry::services),
                Page.reading("/debug/configz", "resources, by kind and name", registry::resources),
                Page.reading("/metrics", "numbers, for Prometheus", _ -> metrics()),
                Page.reading("/version", "the version", _ -> Answer.text(view.version())),
                Page.reading("/ready", "200 if gateways can be told", _ -> ready())));
    List<Page> listed = List.copyOf(pages);
    pages.add(Page.reading("/debug", "these pages", _ -> Answer.text(list(listed))));
    pages.add(Page.reading("/debug/list", "these pages, in JSON", _ -> json(listed)));
    return pages;
  }

  private static String list(List<Page> pages) {
    StringBuilder text = new StringBuilder();
    pages.forEach(each -> text.append(each.path()).append(": ").append(each.help()).append('\n'));
    return text.toString();
  }

  private static Answer json(List<Page> pages) {
    return Answer.json(
        Json.array(
            out -> {
              for (Page each : pages) {
                if (each.path().startsWith("/debug/")) {
                  out.writeString(each.path().substring("/debug/".length()));
                }
              }
            }));
  }

  private Answer metrics() {
    return Answer.text(new StatsText(view.metrics(), _ -> true, false).prometheus());
  }

  private Answer ready() {
    return view.ready().getAsBoolean() ? Answer.text("") : Answer.text(503, "not ready\n");
  }
}
