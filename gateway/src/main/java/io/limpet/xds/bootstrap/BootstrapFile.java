package io.limpet.xds.bootstrap;

import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.limpet.model.Origin;
import io.limpet.model.Problem;
import io.limpet.model.Problem.Severity;
import io.limpet.model.tree.Document;
import io.limpet.model.tree.Mistake;
import io.limpet.xds.reading.Findings;
import io.limpet.xds.reading.MessageReader;
import io.limpet.xds.resources.Constraints;
import io.limpet.xds.resources.Constraints.Violation;
import java.util.ArrayList;
import java.util.List;

/// What `envoy -c` reads (bootstrap.proto), and where in the text each field of it stands.
public final class BootstrapFile {
  private final Bootstrap bootstrap;
  private final Findings findings;
  private final List<Problem> problems;

  private BootstrapFile(Bootstrap bootstrap, Findings findings, List<Problem> problems) {
    this.bootstrap = bootstrap;
    this.findings = findings;
    this.problems = problems;
  }

  /// Reads a text; `name` is the file's, which tells JSON from YAML. Whatever does not fit is among
  /// the problems, and the rest is read.
  public static BootstrapFile read(String text, String name) {
    Findings findings = new Findings(name);
    Bootstrap.Builder builder = Bootstrap.newBuilder();
    List<Document> documents = Document.readAll(text, name);
    for (Document document : documents) {
      for (Mistake mistake : document.mistakes()) {
        findings.error(mistake.line(), mistake.path(), mistake.code(), mistake.message());
      }
    }
    if (documents.size() > 1) {
      int line = documents.get(1).root().line();
      findings.error(line, "", "documents", "must be one document, not " + documents.size());
    } else if (documents.isEmpty()) {
      findings.error(1, "", "documents", "is empty; a bootstrap has static_resources at least");
    } else {
      new MessageReader(findings).read(documents.getFirst().root(), builder, "");
    }
    return new BootstrapFile(builder.build(), findings, findings.problems());
  }

  /// This one with another laid over it, as Envoy lays `--config-yaml` over its file: lists grow,
  /// single fields are replaced.
  public BootstrapFile with(BootstrapFile over) {
    List<Problem> all = new ArrayList<>(problems);
    all.addAll(over.problems);
    return new BootstrapFile(
        bootstrap.toBuilder().mergeFrom(over.bootstrap).build(), findings, all);
  }

  /// What could be read.
  public Bootstrap bootstrap() {
    return bootstrap;
  }

  /// What does not fit, what breaks a rule of Envoy's API, and what names something that is not
  /// there; then what is well-formed, and not carried out here (its code is
  /// [BootstrapFields#NOT_CARRIED_OUT]).
  public List<Problem> problems() {
    List<Problem> all = new ArrayList<>(problems);
    for (Violation violation :
        new Constraints().of(Bootstrap.getDescriptor(), bootstrap.toByteString())) {
      tell(all, violation.path(), "constraint", violation.text());
    }
    if (all.stream().allMatch(BootstrapFields::isMild)) {
      References.check(bootstrap, (path, text) -> tell(all, path, "reference", text));
    }
    BootstrapFields.check(
        bootstrap, (path, text) -> tell(all, path, BootstrapFields.NOT_CARRIED_OUT, text));
    return all;
  }

  /// One mistake is told once: what follows from it, at the same field or in it, is not.
  private void tell(List<Problem> all, String path, String code, String text) {
    if (all.stream().noneMatch(each -> overlap(each.field(), path))) {
      all.add(problem(Severity.ERROR, path, code, text));
    }
  }

  private static boolean overlap(String some, String other) {
    return within(some, other) || within(other, some);
  }

  private static boolean within(String inner, String outer) {
    return inner.startsWith(outer)
        && (inner.length() == outer.length() || ".[".indexOf(inner.charAt(outer.length())) >= 0);
  }

  /// A problem with a field, in its line.
  public Problem problem(Severity severity, String path, String code, String text) {
    return new Problem(
        severity, new Origin(findings.source(), findings.line(path)), "", path, code, text);
  }
}
