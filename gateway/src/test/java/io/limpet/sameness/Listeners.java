package io.limpet.sameness;

import io.limpet.TestAuthority;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The listeners that a table means: usually one, `main`, with a connection manager.
record Listeners(Map<String, Object> tree, Path log) {
  private static final String TYPE = "type.googleapis.com/envoy.extensions.";

  List<Object> all() {
    Object written = tree.get("listeners");
    if (written == null) {
      boolean quic = Tree.truth(tree, "http3");
      return List.of(quic ? quicListener("main", manager()) : listener("main", manager()));
    }
    List<Object> whole = new ArrayList<>();
    for (Object each : Tree.list(written)) {
      Map<String, Object> fields = new LinkedHashMap<>(Tree.map(logged(each)));
      fields.putIfAbsent("address", anyPort());
      whole.add(fields);
    }
    return whole;
  }

  /// With the log's file in the place of `${log}`.
  private Object logged(Object node) {
    return switch (node) {
      case String text when text.equals("${log}") -> log.toString();
      case List<?> items -> items.stream().map(this::logged).toList();
      case Map<?, ?> fields -> {
        Map<Object, Object> replaced = new LinkedHashMap<>();
        fields.forEach((key, value) -> replaced.put(key, logged(value)));
        yield replaced;
      }
      default -> node;
    };
  }

  private static Map<String, Object> listener(String name, Map<String, Object> manager) {
    Map<String, Object> filter =
        Map.of("name", "envoy.filters.network.http_connection_manager", "typed_config", manager);
    return Map.of(
        "name",
        name,
        "address",
        anyPort(),
        "filter_chains",
        List.of(Map.of("filters", List.of(filter))));
  }

  private Map<String, Object> quicListener(String name, Map<String, Object> manager) {
    Map<String, Object> listener = new LinkedHashMap<>(listener(name, manager));
    listener.put(
        "address",
        Map.of(
            "socket_address", Map.of("protocol", "UDP", "address", "127.0.0.1", "port_value", 0)));
    Map<String, Object> udp = new LinkedHashMap<>(Tree.map(tree.get("udp")));
    udp.putIfAbsent("quic_options", Map.of());
    listener.put("udp_listener_config", udp);
    Map<String, Object> chain =
        new LinkedHashMap<>(Tree.map(Tree.list(listener.get("filter_chains")).getFirst()));
    Path folder = TestAuthority.get().folder();
    Map<String, Object> certificate =
        Map.of(
            "certificate_chain",
            Map.of("filename", folder.resolve("server.pem").toString()),
            "private_key",
            Map.of("filename", folder.resolve("server.key").toString()));
    chain.put(
        "transport_socket",
        Map.of(
            "name",
            "envoy.transport_sockets.quic",
            "typed_config",
            Map.of(
                "@type",
                TYPE + "transport_sockets.quic.v3.QuicDownstreamTransport",
                "downstream_tls_context",
                Map.of("common_tls_context", Map.of("tls_certificates", List.of(certificate))))));
    listener.put("filter_chains", List.of(chain));
    return listener;
  }

  private static Map<String, Object> anyPort() {
    return Map.of("socket_address", Map.of("address", "127.0.0.1", "port_value", 0));
  }

  private Map<String, Object> manager() {
    Map<String, Object> manager = new LinkedHashMap<>();
    manager.put("@type", TYPE + "filters.network.http_connection_manager.v3.HttpConnectionManager");
    manager.put("stat_prefix", "main");
    manager.put("route_config", routes());
    List<Object> filters = new ArrayList<>(Tree.list(tree.get("filters")));
    filters.add(
        Map.of(
            "name",
            "envoy.filters.http.router",
            "typed_config",
            Map.of("@type", TYPE + "filters.http.router.v3.Router")));
    manager.put("http_filters", filters);
    manager.put("access_log", accessLogs());
    if (Tree.truth(tree, "http3")) {
      manager.put("codec_type", "HTTP3");
    }
    manager.putAll(Tree.map(tree.get("manager")));
    return manager;
  }

  /// The log that every table has, and behind it those of `logs`: each an `AccessLog` with the
  /// fields of a file's, and written to a file of its own ([#file]).
  private List<Object> accessLogs() {
    Map<String, Object> format =
        Map.of("text_format_source", Map.of("inline_string", LogLine.FORMAT));
    List<Object> logs = new ArrayList<>();
    logs.add(accessLog(Map.of("log_format", format), log));
    int number = 0;
    for (Object each : Tree.list(tree.get("logs"))) {
      logs.add(accessLog(Tree.map(each), file(log, number++)));
    }
    return logs;
  }

  static Path file(Path log, int number) {
    return log.resolveSibling(log.getFileName() + "." + number);
  }

  private static Map<String, Object> accessLog(Map<String, Object> written, Path file) {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("@type", TYPE + "access_loggers.file.v3.FileAccessLog");
    config.put("path", file.toString());
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("name", "envoy.access_loggers.file");
    message.put("typed_config", config);
    written.forEach(
        (key, value) -> {
          switch (key) {
            case "filter" -> message.put(key, value);
            case "rule", "mask" -> {}
            default -> config.put(key, value);
          }
        });
    return message;
  }

  private Map<String, Object> routes() {
    if (tree.get("route_config") != null) {
      return Tree.map(tree.get("route_config"));
    }
    if (tree.get("virtual_hosts") != null) {
      return Map.of("name", "routes", "virtual_hosts", Tree.list(tree.get("virtual_hosts")));
    }
    Map<String, Object> host =
        Map.of("name", "all", "domains", List.of("*"), "routes", Tree.list(tree.get("routes")));
    return Map.of("name", "routes", "virtual_hosts", List.of(host));
  }
}
