package io.limpet.sameness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// One file of `src/test/resources/sameness`: a configuration and what is tried on it.
///
/// `manager` has fields of the HttpConnectionManager over the usual ones, `filters` HTTP filters
/// before the router; `routes`, `virtual_hosts` or `route_config` say where requests go; `clusters`
/// are Envoy's messages, with `endpoints: [a, b]` for a load assignment; `listeners` replaces the
/// only listener (`${log}` is the file of logs), `secrets` are those that TLS may name, and
/// `bootstrap` is for the rest.
/// `http2`: clients speak that; `http3`: that, and the usual listener speaks QUIC, as `udp` says.
/// `cases` are [Case]s. `${a}` is the address of endpoint a, one of [Endpoints#words].
record Table(String name, String about, Map<String, Object> tree, List<Case> cases) {
  private static final Path FOLDER = Path.of("src/test/resources/sameness");

  /// All files, by name.
  static List<String> names() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Table read(String name, Map<String, String> words) {
    try {
      return of(name, Files.readString(FOLDER.resolve(name)), words);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Table of(String name, String text, Map<String, String> words) {
    String filled = text;
    for (Map.Entry<String, String> word : words.entrySet()) {
      filled = filled.replace("${" + word.getKey() + "}", word.getValue());
    }
    Map<String, Object> tree = Tree.read(filled);
    List<Case> cases = new ArrayList<>();
    for (Object each : Tree.list(tree.get("cases"))) {
      cases.add(Case.of(spoken(Tree.map(each), tree)));
    }
    return new Table(name, Tree.text(tree, "about", name), tree, List.copyOf(cases));
  }

  private static Map<String, Object> spoken(Map<String, Object> row, Map<String, Object> table) {
    Map<String, Object> all = new LinkedHashMap<>(row);
    all.putIfAbsent("http2", Tree.truth(table, "http2"));
    all.putIfAbsent("http3", Tree.truth(table, "http3"));
    all.computeIfPresent(
        "steps",
        (_, steps) ->
            Tree.list(steps).stream().map(step -> (Object) spoken(Tree.map(step), table)).toList());
    return all;
  }

  /// The bootstrap that the table means, with access logs written to `log`.
  Map<String, Object> bootstrap(Endpoints endpoints, Path log) {
    Map<String, Object> resources = new LinkedHashMap<>();
    resources.put("listeners", new Listeners(tree, log).all());
    List<Object> clusters = new ArrayList<>();
    for (Object each : Tree.list(tree.get("clusters"))) {
      clusters.add(Clusters.complete(Tree.map(each), endpoints));
    }
    resources.put("clusters", clusters);
    resources.put("secrets", Tree.list(tree.get("secrets")));
    Map<String, Object> bootstrap = new LinkedHashMap<>(Tree.map(tree.get("bootstrap")));
    bootstrap.put("static_resources", resources);
    return bootstrap;
  }
}
