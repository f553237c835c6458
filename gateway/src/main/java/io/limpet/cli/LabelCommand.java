package io.limpet.cli;

import io.limpet.cli.KubernetesClient.Ask;
import io.limpet.cli.ResourceWords.Meant;
import io.limpet.model.tree.JsonWriter;
import io.limpet.model.tree.Value;
import io.limpet.model.tree.Value.Mapping;
import io.limpet.world.document.Tree;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `limpet label`: sets and removes labels.
@Command(
    name = "label",
    mixinStandardHelpOptions = true,
    description = {
      "Set or remove labels of an object of the local world.",
      "A label istio.io/persistent-session-header (or istio.io/persistent-session, for a cookie)"
          + " on a Service keeps each caller on one pod."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  limpet label svc shop istio.io/persistent-session-header=x-session",
      "  limpet label svc/shop istio.io/persistent-session-header-     (removes it)",
      "  limpet label pod shop-1 stage=test --overwrite"
    })
public final class LabelCommand implements Callable<Integer> {
  @Mixin private KubernetesOptions options = new KubernetesOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--overwrite", description = "Also change labels that have another value.")
  private boolean overwrite;

  @Parameters(arity = "2..*", paramLabel = "WORD", description = "KIND NAME LABEL=VALUE LABEL-")
  private List<String> words = List.of();

  @Override
  public Integer call() {
    return options.run(spec, this::label);
  }

  private int label(KubernetesClient client, PrintWriter out, PrintWriter err)
      throws ServerFailure {
    Map<String, Value> labels = new LinkedHashMap<>();
    for (String word : words) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        labels.put(word.substring(0, equals), Tree.of(word.substring(equals + 1)));
      } else if (word.endsWith("-")) {
        labels.put(word.substring(0, word.length() - 1), new Value.Nothing(0));
      }
    }
    List<String> objects =
        words.stream().filter(word -> !word.contains("=") && !word.endsWith("-")).toList();
    if (objects.isEmpty() || labels.isEmpty()) {
      throw ServerFailure.wrongUse("name an object and a label: KIND NAME LABEL=VALUE");
    }
    for (Meant meant : new ResourceWords(client).read(objects)) {
      for (String name : meant.names()) {
        String path = ResourceWords.path(meant.type(), options.namespace(), name);
        String done = label(client, path, labels);
        out.println(meant.type().words() + "/" + name + " " + done);
      }
    }
    return 0;
  }

  private String label(KubernetesClient client, String path, Map<String, Value> labels)
      throws ServerFailure {
    Mapping before = client.ask(Ask.get(path, KubernetesClient.JSON)).document();
    Map<String, String> present = Tree.texts(before, "metadata", "labels");
    for (Map.Entry<String, Value> label : labels.entrySet()) {
      String now = present.getOrDefault(label.getKey(), "");
      boolean differs = label.getValue() instanceof Value.Text(_, String next) && !next.equals(now);
      if (differs && present.containsKey(label.getKey()) && !overwrite) {
        throw ServerFailure.wrongUse(
            "'" + label.getKey() + "' already has a value (" + now + "), and --overwrite is false");
      }
    }
    Mapping patch = Tree.with(Tree.EMPTY, Tree.of(labels), "metadata", "labels");
    Ask ask =
        new Ask(
            "PATCH",
            path,
            KubernetesClient.JSON,
            KubernetesClient.MERGE,
            JsonWriter.compact(patch));
    Map<String, String> after = Tree.texts(client.ask(ask).document(), "metadata", "labels");
    if (after.equals(present)) {
      return "not labeled";
    }
    boolean only = labels.values().stream().allMatch(value -> value instanceof Value.Nothing);
    return only ? "unlabeled" : "labeled";
  }
}
