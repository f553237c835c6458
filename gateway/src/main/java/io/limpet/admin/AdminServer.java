package io.limpet.admin;

import com.google.protobuf.Duration;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.envoyproxy.envoy.admin.v3.ListenerStatus;
import io.envoyproxy.envoy.admin.v3.Listeners;
import io.envoyproxy.envoy.admin.v3.ServerInfo;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.limpet.metrics.StatsText;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Port 15000: Envoy's admin interface, as much of it as its tools use. It has no authentication,
/// so it only listens on the loopback interface.
public final class AdminServer implements AutoCloseable {
  private static final String FORMAT = "format: File format to use; One of (text, json)";
  private static final String FILTER = "filter: Regular expression (RE2) that a name contains";
  private static final String USED = "usedonly: Only what is not 0";

  private final AdminView view;
  private final InstantSource clock;
  private final LiveGauges gauges;
  private final Loggers loggers = new Loggers();
  private final List<Page> pages;
  private final PageServer server;

  public AdminServer(InetSocketAddress address, AdminView view, InstantSource clock)
      throws IOException {
    if (!address.getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException("admin port on " + address + ": only loopback addresses");
    }
    this.view = view;
    this.clock = clock;
    this.gauges = new LiveGauges(view, clock);
    this.pages = pages();
    Page otherwise = Page.reading("", "", _ -> Answer.text(404, "invalid path. " + help()));
    server = new PageServer(address, pages, otherwise);
  }

  public InetSocketAddress address() {
    return server.address();
  }

  @Override
  public void close() {
    server.close();
  }

  private List<Page> pages() {
    List<Page> all = new ArrayList<>(DrainPages.of(view));
    List<Page> looking =
        List.of(
            Page.reading("/", "Admin home page", _ -> home()),
            Page.reading("/clusters", "upstream cluster status", this::clusters)
                .with(FILTER, FORMAT),
            Page.reading("/config_dump", "dump current configuration", this::configDump)
                .with(
                    "resource: The list to dump, for example dynamic_active_clusters",
                    "name_regex: Only what has a name that matches as a whole",
                    "include_eds: With the endpoints"),
            Page.reading("/help", "print out list of admin commands", _ -> Answer.text(help())),
            Page.reading("/listeners", "print listener info", this::listeners).with(FORMAT),
            new Page("/logging", true, "query/change logging levels", List.of(), loggers::answer)
                .with(
                    "level: level of all loggers: trace, debug, info, warning, error, off",
                    "paths: <logger>:<level>,<logger>:<level>",
                    "<logger>: level of this logger"),
            Page.reading(
                "/ready",
                "print server state, return 200 if LIVE, otherwise return 503",
                _ -> ready()),
            Page.reading("/server_info", "print server version/status information", _ -> info()),
            Page.reading("/stats", "print server stats", this::stats)
                .with(USED, FILTER, "format: Format to use; One of (text, json, prometheus)"),
            Page.reading(
                    "/stats/prometheus",
                    "print server stats in prometheus format",
                    query -> Answer.text(statsText(query).prometheus()))
                .with(USED, FILTER));
    all.addAll(looking);
    all.sort(Comparator.comparing(Page::path));
    return List.copyOf(all);
  }

  private String help() {
    StringBuilder help = new StringBuilder("admin commands are:\n");
    for (Page page : pages) {
      help.append("  ").append(page.path()).append(page.changes() ? " (POST): " : ": ");
      help.append(page.help()).append('\n');
      page.parameters().forEach(each -> help.append("      ").append(each).append('\n'));
    }
    return help.toString();
  }

  private Answer home() {
    StringBuilder html = new StringBuilder("<!DOCTYPE html><title>Limpet</title><ul>\n");
    for (Page page : pages) {
      String path = page.path().substring(1);
      String link = page.changes() ? path : "<a href='" + path + "'>" + path + "</a>";
      html.append(path.isEmpty() ? "" : "<li>" + link + ": " + page.help() + "\n");
    }
    return Answer.html(html.append("</ul>\n").toString());
  }

  private Answer clusters(Query query) throws BadQuery {
    Predicate<String> names = contains(query, "filter");
    return isJson(query)
        ? Answer.json(
            EnvoyJson.print(ClusterPage.all(view.resources().get(), view.plan().get(), names)))
        : Answer.text(ClusterText.all(view.resources().get(), view.plan().get(), names));
  }

  private Answer configDump(Query query) throws BadQuery {
    if (query.has("mask")) {
      throw new BadQuery(400, "mask is not supported here; use resource and name_regex");
    }
    ConfigDump dump = new ConfigDump(view, wholly(query));
    boolean withEndpoints = query.has("include_eds");
    Optional<String> list = query.value("resource");
    return Answer.json(
        EnvoyJson.print(
            list.isPresent() ? dump.items(list.get(), withEndpoints) : dump.whole(withEndpoints)));
  }

  private Answer listeners(Query query) {
    StringBuilder text = new StringBuilder();
    Listeners.Builder json = Listeners.newBuilder();
    for (Listener listener : view.resources().get().listeners().values()) {
      SocketAddress address = listener.getAddress().getSocketAddress();
      text.append(listener.getName()).append("::").append(address.getAddress());
      text.append(':').append(address.getPortValue()).append('\n');
      json.addListenerStatuses(
          ListenerStatus.newBuilder()
              .setName(listener.getName())
              .setLocalAddress(listener.getAddress()));
    }
    return isJson(query)
        ? Answer.json(EnvoyJson.print(json.build()))
        : Answer.text(text.toString());
  }

  private Answer ready() {
    ServerInfo.State state = view.state().get();
    return Answer.text(state == ServerInfo.State.LIVE ? 200 : 503, state + "\n");
  }

  private Answer info() {
    AdminView.Server facts = view.server();
    Duration uptime = Duration.newBuilder().setSeconds(seconds(facts.started())).build();
    ServerInfo.Builder info =
        ServerInfo.newBuilder()
            .setVersion(facts.version())
            .setState(view.state().get())
            .setUptimeCurrentEpoch(uptime)
            .setUptimeAllEpochs(uptime)
            .setNode(facts.node())
            .setCommandLineOptions(facts.options());
    return Answer.json(EnvoyJson.printAll(info.build()));
  }

  private long seconds(Instant since) {
    return java.time.Duration.between(since, clock.instant()).toSeconds();
  }

  private Answer stats(Query query) throws BadQuery {
    StatsText stats = statsText(query);
    return switch (query.value("format").orElse("text")) {
      case "text" -> Answer.text(stats.plain());
      case "json" -> Answer.json(stats.json());
      case "prometheus" -> Answer.text(stats.prometheus());
      default -> throw new BadQuery(400, "usage: /stats?format=(json|prometheus|text)\n\n");
    };
  }

  private StatsText statsText(Query query) throws BadQuery {
    gauges.follow();
    return new StatsText(view.metrics(), contains(query, "filter"), query.has("usedonly"));
  }

  private static boolean isJson(Query query) {
    return query.value("format").filter("json"::equals).isPresent();
  }

  private static Predicate<String> contains(Query query, String parameter) throws BadQuery {
    String regex = query.value(parameter).orElse("");
    try {
      Pattern pattern = Pattern.compile(regex);
      return regex.isEmpty() ? _ -> true : name -> pattern.matcher(name).find();
    } catch (PatternSyntaxException invalid) {
      throw new BadQuery(
          400, "Invalid re2 regex: " + invalid.getDescription() + ": " + invalid.getPattern());
    }
  }

  private static Predicate<String> wholly(Query query) throws BadQuery {
    String regex = query.value("name_regex").orElse("");
    try {
      Pattern pattern = Pattern.compile(regex);
      return regex.isEmpty() ? _ -> true : pattern::matches;
    } catch (PatternSyntaxException invalid) {
      throw new BadQuery(
          400, "Error while parsing name_regex from " + regex + ": " + invalid.getDescription());
    }
  }
}
