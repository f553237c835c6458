package io.limpet.cli;

import io.limpet.cli.KubernetesClient.Answer;
import io.limpet.cli.KubernetesClient.Ask;
import io.limpet.model.tree.JsonWriter;
import io.limpet.model.tree.Value.Mapping;
import io.limpet.world.document.Tree;
import io.limpet.world.store.ObjectType;
import io.limpet.world.store.ObjectTypes;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `limpet apply`: makes the objects of files what the files say.
@Command(
    name = "apply",
    mixinStandardHelpOptions = true,
    description = "Apply resources to the local world of a running `limpet demo` or `limpet run`.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  limpet apply -f shop.yaml",
      "  limpet apply -f folder/ -n shop",
      "  cat shop.yaml | limpet apply -f -"
    })
public final class ApplyCommand implements Callable<Integer> {
  @Mixin private KubernetesOptions options = new KubernetesOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-f", "--filename"},
      required = true,
      paramLabel = "FILE",
      description = "A file, a folder, or - for standard input; may be given again.")
  private List<String> files = List.of();

  @Override
  public Integer call() {
    return options.run(spec, this::apply);
  }

  private int apply(KubernetesClient client, PrintWriter out, PrintWriter err)
      throws ServerFailure {
    int code = 0;
    for (Mapping document : Manifests.read(files, err)) {
      try {
        out.println(apply(client, document));
      } catch (ServerFailure refused) {
        if (!refused.text().startsWith("Error from server")) {
          throw refused;
        }
        err.println(refused.text());
        code = 1;
      }
    }
    return code;
  }

  private String apply(KubernetesClient client, Mapping document) throws ServerFailure {
    String apiVersion = Tree.text(document, "apiVersion");
    String name = Tree.text(document, "metadata", "name");
    requireNamed(document, apiVersion, name);
    ObjectType type = ObjectTypes.guessed(apiVersion, Tree.text(document, "kind"));
    String root = (apiVersion.contains("/") ? "/apis/" : "/api/") + apiVersion;
    String namespace = namespace(document);
    String place = type.namespaced() ? "/namespaces/" + ResourceWords.encoded(namespace) : "";
    String path = root + place + "/" + type.plural() + "/" + ResourceWords.encoded(name);
    String before = version(client, path);
    String body = JsonWriter.compact(document);
    String query = "?fieldManager=limpet&force=true";
    Answer answer =
        client.ask(
            new Ask("PATCH", path + query, KubernetesClient.JSON, KubernetesClient.APPLY, body));
    String after = Tree.text(answer.document(), "metadata", "resourceVersion");
    String done =
        answer.code() == 201 ? "created" : before.equals(after) ? "unchanged" : "configured";
    return type.words() + "/" + name + " " + done;
  }

  /// A server would have to guess what such a document is.
  private static void requireNamed(Mapping document, String apiVersion, String name)
      throws ServerFailure {
    String kind = Tree.text(document, "kind");
    if (kind.isEmpty() || apiVersion.isEmpty() || name.isEmpty()) {
      throw ServerFailure.refused(
          400,
          "BadRequest",
          "%s \"%s\" is not applied: apiVersion, kind and metadata.name must be written"
              .formatted(kind.isEmpty() ? "document" : kind, name));
    }
  }

  private String namespace(Mapping document) throws ServerFailure {
    String written = Tree.text(document, "metadata", "namespace");
    if (!written.isEmpty() && options.namesNamespace() && !written.equals(options.namespace())) {
      throw ServerFailure.wrongUse(
          "the namespace from the provided object \""
              + written
              + "\" does not match the namespace \""
              + options.namespace()
              + "\"; leave out one of them");
    }
    return written.isEmpty() ? options.namespace() : written;
  }

  /// The version of the object as it is now, empty if it is not there.
  private static String version(KubernetesClient client, String path) throws ServerFailure {
    try {
      Mapping now = client.ask(Ask.get(path, KubernetesClient.JSON)).document();
      return Tree.text(now, "metadata", "resourceVersion");
    } catch (ServerFailure failure) {
      if (failure.notFound()) {
        return "";
      }
      throw failure;
    }
  }
}
