package io.limpet.model.reading;

import io.limpet.model.Kind;
import io.limpet.model.Origin;
import io.limpet.model.Problem;
import io.limpet.model.Problem.Severity;
import io.limpet.model.tree.Document;
import io.limpet.model.tree.Mistake;
import io.limpet.model.tree.Path;
import io.limpet.model.tree.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// All that one text says, in order. `syntax` has what kept parts of the text from being read at
/// all.
public record Manifest(List<Reading> readings, List<Problem> syntax) {
  /// Lines that name the kind of a policy.
  private static final Pattern GUARDS =
      Pattern.compile(
          "(?m)^[-\\s]*[\"']?kind[\"']?\\s*:\\s*[\"']?(AuthorizationPolicy|RequestAuthentication)");

  public Manifest {
    readings = List.copyOf(readings);
    syntax = List.copyOf(syntax);
  }

  /// Reads YAML, or JSON where `source` ends with `.json`. `source` names the text in problems;
  /// `namespace` is that of resources that name none.
  public static Manifest read(String text, String source, String namespace) {
    Kinds kinds = new Kinds(source, namespace);
    List<Reading> readings = new ArrayList<>();
    List<Problem> syntax = new ArrayList<>();
    for (Document document : Document.readAll(text, source)) {
      List<Mistake> broken = document.mistakes().stream().filter(Mistake::syntax).toList();
      broken.forEach(each -> syntax.add(problem(each, source)));
      if (broken.isEmpty()) {
        unpack(document, kinds, source, readings);
      }
    }
    if (!syntax.isEmpty()) {
      unread(text, source, namespace).ifPresent(readings::add);
    }
    return new Manifest(readings, syntax);
  }

  /// What stands for policies that seem to be in a part of the text which is not even YAML.
  private static Optional<Reading> unread(String text, String source, String namespace) {
    Matcher kind = GUARDS.matcher(text);
    return kind.find()
        ? Kind.of("security.istio.io/v1", kind.group(1))
            .map(each -> Kinds.unread(each, source, namespace))
        : Optional.empty();
  }

  /// Every problem of the text, in order.
  public List<Problem> problems() {
    List<Problem> problems = new ArrayList<>(syntax);
    readings.forEach(each -> problems.addAll(each.problems()));
    return problems;
  }

  private static void unpack(
      Document document, Kinds kinds, String source, List<Reading> readings) {
    if (!(document.root() instanceof Value.Mapping root)) {
      readings.add(new Reading.Unknown(List.of(noResource(document.root().line(), source))));
      return;
    }
    if (!isList(root) || !(root.get("items") instanceof Value.Sequence items)) {
      readings.add(kinds.read(root, document.mistakes()));
      return;
    }
    for (int i = 0; i < items.items().size(); i++) {
      Value item = items.items().get(i);
      List<Mistake> mistakes = below(Path.item("items", i), document.mistakes());
      Value whole = item instanceof Value.Mapping mapping ? withKind(mapping, root) : item;
      unpack(new Document(whole, mistakes), kinds, source, readings);
    }
  }

  private static boolean isList(Value.Mapping root) {
    return root.get("kind") instanceof Value.Text kind && kind.value().endsWith("List");
  }

  /// The items of an API server's lists do not repeat what the list is of.
  private static Value.Mapping withKind(Value.Mapping item, Value.Mapping list) {
    if (item.get("kind") != null
        || !(list.get("kind") instanceof Value.Text kind)
        || !(list.get("apiVersion") instanceof Value.Text version)
        || kind.value().equals("List")) {
      return item;
    }
    String single = kind.value().substring(0, kind.value().length() - "List".length());
    Map<String, Value> fields = new LinkedHashMap<>();
    fields.put("apiVersion", version);
    fields.put("kind", new Value.Text(kind.line(), single));
    fields.putAll(item.fields());
    return new Value.Mapping(item.line(), fields, item.keyLines());
  }

  private static List<Mistake> below(String place, List<Mistake> mistakes) {
    String prefix = place + ".";
    return mistakes.stream()
        .filter(each -> each.path().startsWith(prefix))
        .map(
            each ->
                new Mistake(
                    each.line(),
                    each.path().substring(prefix.length()),
                    each.code(),
                    each.message()))
        .toList();
  }

  private static Problem problem(Mistake mistake, String source) {
    Origin origin = new Origin(source, mistake.line());
    return new Problem(
        Severity.ERROR, origin, "", mistake.path(), mistake.code(), mistake.message());
  }

  private static Problem noResource(int line, String source) {
    return new Problem(
        Severity.ERROR,
        new Origin(source, line),
        "",
        "",
        "no-resource",
        "is no resource; a document begins with apiVersion, kind and metadata");
  }
}
