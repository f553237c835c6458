package io.limpet.xds.translate;

import io.limpet.mesh.Features;
import io.limpet.mesh.Fix;
import io.limpet.mesh.GatewayProxy;
import io.limpet.mesh.IstioVersion;
import io.limpet.mesh.Locality;
import io.limpet.mesh.MeshOptions;
import io.limpet.sameness.Tree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/// One file of `translations`: resources that go with every row, and rows of what is beside them
/// and what comes of it.
///
/// A row's keys: `rule`, what is shown; `input`, more resources; `options`, whose behaviour
/// (`compat: istio`, `version`, `fix: {NAME: off}`, `namespace`, `labels` and `locality` of the
/// gateway, whether it is `unprivileged`, the `metadata` of its node, `set: {PILOT_X: VALUE}`,
/// `ignore: [POLICY]`); `expect`, resources by type and name (`listeners`, `filters` of listeners,
/// `routes`, `clusters`, `endpoints`, `secrets`, `extensions`), each the fields that are looked at,
/// or `absent`; `names`, all names of a type; `problems`, words of each problem.
final class TranslationTable {
  private static final Set<String> KEYS =
      Set.of("rule", "input", "options", "expect", "names", "problems");

  private final String input;
  private final List<Row> rows = new ArrayList<>();

  /// One row, with the table's resources among its own.
  record Row(
      String rule,
      String input,
      GatewayProxy proxy,
      MeshOptions options,
      Map<String, Object> expect,
      Map<String, Object> names,
      List<String> problems) {}

  private TranslationTable(Map<String, Object> tree) {
    this.input = Tree.text(tree, "input", "");
    Tree.list(tree.get("cases")).forEach(each -> rows.add(row(Tree.map(each))));
  }

  static List<String> names() {
    Path folder;
    try {
      folder =
          Path.of(
              Objects.requireNonNull(TranslationTable.class.getResource("/translations")).toURI());
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(each -> String.valueOf(each.getFileName())).sorted().toList();
    } catch (IOException failure) {
      throw new UncheckedIOException("listing " + folder, failure);
    }
  }

  static TranslationTable read(String name) {
    return new TranslationTable(Tree.read(Translation.resource("/translations/" + name)));
  }

  /// What goes with every row.
  String input() {
    return input;
  }

  List<Row> rows() {
    return rows;
  }

  private Row row(Map<String, Object> tree) {
    for (String key : tree.keySet()) {
      if (!KEYS.contains(key)) {
        throw new IllegalArgumentException("a row has no " + key + ", only " + KEYS);
      }
    }
    Map<String, Object> options = Tree.map(tree.get("options"));
    return new Row(
        Tree.text(tree, "rule", ""),
        input + "\n---\n" + Tree.text(tree, "input", ""),
        proxy(options),
        options(options),
        Tree.map(tree.get("expect")),
        Tree.map(tree.get("names")),
        Tree.texts(tree.get("problems")));
  }

  private static GatewayProxy proxy(Map<String, Object> options) {
    Map<String, Object> labels = Tree.map(options.get("labels"));
    String locality = Tree.text(options, "locality", "");
    return new GatewayProxy(
        Tree.text(options, "namespace", GatewayProxy.DEFAULT.namespace()),
        labels.isEmpty() ? GatewayProxy.DEFAULT.labels() : texts(labels),
        locality.isEmpty() ? null : Locality.parse(locality),
        Tree.text(options, "unprivileged", "").equals("true"),
        texts(Tree.map(options.get("metadata"))));
  }

  private static MeshOptions options(Map<String, Object> options) {
    MeshOptions chosen =
        Tree.text(options, "compat", "").equals("istio") ? MeshOptions.ISTIO : MeshOptions.DEFAULT;
    String version = Tree.text(options, "version", "");
    if (!version.isEmpty()) {
      chosen = chosen.withVersion(IstioVersion.parse(version));
    }
    for (String fix : Tree.map(options.get("fix")).keySet()) {
      chosen = chosen.without(Fix.named(fix).orElseThrow());
    }
    Features features = Features.NONE;
    for (Map.Entry<String, Object> each : Tree.map(options.get("set")).entrySet()) {
      features = features.with(each.getKey(), String.valueOf(each.getValue()));
    }
    return chosen
        .withFeatures(features)
        .withIgnoredPolicies(Set.copyOf(Tree.texts(options.get("ignore"))));
  }

  private static Map<String, String> texts(Map<String, Object> tree) {
    Map<String, String> texts = new java.util.LinkedHashMap<>();
    tree.forEach((key, value) -> texts.put(key, String.valueOf(value)));
    return texts;
  }
}
