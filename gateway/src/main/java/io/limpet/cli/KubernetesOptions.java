package io.limpet.cli;

import io.limpet.model.tree.Value;
import java.io.PrintWriter;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/// What all commands on the local world understand: where it is, and which namespace is meant.
final class KubernetesOptions {
  private static final String DEFAULT_NAMESPACE = "default";

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAMESPACE",
      description = "The namespace; without it, `default`.")
  private String namespace = "";

  @Option(
      names = "--server",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:16443",
      description = "Where the local world's API is (${DEFAULT-VALUE}).")
  private String server = "";

  String namespace() {
    return namespace.isEmpty() ? DEFAULT_NAMESPACE : namespace;
  }

  boolean namesNamespace() {
    return !namespace.isEmpty();
  }

  /// What a command does with the API.
  interface Work {
    int run(KubernetesClient client, PrintWriter out, PrintWriter err) throws ServerFailure;
  }

  /// Runs a command's work; what fails is told on standard error.
  int run(CommandSpec spec, Work work) {
    CommandLine line = spec.commandLine();
    PrintWriter err = line.getErr();
    try {
      return work.run(new KubernetesClient(server), line.getOut(), err);
    } catch (ServerFailure failure) {
      String text = failure.text();
      err.println(text.startsWith("Error from server") ? text : "error: " + text);
      return CommandLine.ExitCode.SOFTWARE;
    } finally {
      line.getOut().flush();
      err.flush();
    }
  }

  /// Fields in alphabetical order, as kubectl prints them.
  static Value sorted(Value value) {
    return switch (value) {
      case Value.Mapping mapping -> {
        Map<String, Value> fields = new TreeMap<>();
        mapping.fields().forEach((name, each) -> fields.put(name, sorted(each)));
        yield new Value.Mapping(0, fields, Map.of());
      }
      case Value.Sequence sequence ->
          new Value.Sequence(0, sequence.items().stream().map(KubernetesOptions::sorted).toList());
      case Value.Text _, Value.Whole _, Value.Fraction _, Value.Truth _, Value.Nothing _ -> value;
    };
  }
}
