package io.limpet.cli;

import io.limpet.cli.KubernetesClient.Ask;
import io.limpet.cli.ResourceWords.Meant;
import io.limpet.model.tree.JsonWriter;
import io.limpet.model.tree.Value;
import io.limpet.model.tree.Value.Mapping;
import io.limpet.model.tree.YamlWriter;
import io.limpet.world.document.Tree;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `limpet get`: shows objects, as kubectl does.
@Command(
    name = "get",
    mixinStandardHelpOptions = true,
    description = "Show objects of the local world: pods, services, deployments and so on.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  limpet get po -o wide -n helloworld     (with each pod's address)",
      "  limpet get deploy,svc -A",
      "  limpet get all -l app=sticky-svc",
      "  limpet get endpointslices -o yaml",
      "  limpet get po -w                        (and then every change)"
    })
public final class GetCommand implements Callable<Integer> {
  private static final String METADATA = "metadata";

  private final List<ServerFailure> missing = new ArrayList<>();

  @Mixin private KubernetesOptions options = new KubernetesOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "wide, json, yaml or name.")
  private String output = "";

  @Option(
      names = {"-A", "--all-namespaces"},
      description = "Of all namespaces.")
  private boolean allNamespaces;

  @Option(
      names = {"-l", "--selector"},
      paramLabel = "SELECTOR",
      description = "Only those with these labels: app=shop,tier!=db.")
  private String selector = "";

  @Option(
      names = {"-w", "--watch"},
      description = "Then show each change, until Ctrl-C.")
  private boolean watch;

  @Option(names = "--no-headers", description = "Without the line of titles.")
  private boolean noHeaders;

  @Parameters(arity = "1..*", paramLabel = "KIND", description = "KIND, KIND NAME or KIND/NAME.")
  private List<String> words = List.of();

  @Override
  public Integer call() {
    return options.run(spec, this::get);
  }

  private int get(KubernetesClient client, PrintWriter out, PrintWriter err) throws ServerFailure {
    List<Meant> meant = new ResourceWords(client).read(words);
    switch (output) {
      case "", "wide" -> tables(client, meant, out, err);
      case "json", "yaml", "name" -> documents(client, meant, out);
      default ->
          throw ServerFailure.wrongUse(
              "unable to match a printer suitable for the output format \""
                  + output
                  + "\", allowed formats are: json,name,wide,yaml");
    }
    out.flush();
    missing.forEach(each -> err.println(each.text()));
    return missing.isEmpty() ? 0 : 1;
  }

  /// What is there, or nothing: then the rest is shown first, as kubectl does.
  private Optional<Mapping> found(KubernetesClient client, String path, String accept)
      throws ServerFailure {
    try {
      return Optional.of(client.ask(Ask.get(path, accept)).document());
    } catch (ServerFailure failure) {
      if (!failure.notFound()) {
        throw failure;
      }
      missing.add(failure);
      return Optional.empty();
    }
  }

  private String namespace() {
    return allNamespaces ? "" : options.namespace();
  }

  private String query() {
    return selector.isEmpty() ? "" : "?labelSelector=" + ResourceWords.encoded(selector);
  }

  private void tables(KubernetesClient client, List<Meant> meant, PrintWriter out, PrintWriter err)
      throws ServerFailure {
    boolean several = meant.stream().map(Meant::type).distinct().count() > 1;
    boolean any = false;
    for (Meant each : meant) {
      boolean namespaced = allNamespaces && each.type().namespaced();
      KubernetesTable printed =
          new KubernetesTable(
              output.equals("wide"), namespaced, several ? each.type().words() + "/" : "");
      String version = "";
      for (String path : paths(each)) {
        Optional<Mapping> table = found(client, path, KubernetesClient.TABLE);
        if (table.isPresent()) {
          version = Tree.text(table.get(), METADATA, "resourceVersion");
          printed.add(table.get());
        }
      }
      if (!printed.isEmpty()) {
        out.print(any && !watch ? "\n" : "");
        out.print(printed.text(!noHeaders));
        out.flush();
        any = true;
      }
      if (watch) {
        watch(client, each, version, printed, out);
      }
    }
    if (!any && missing.isEmpty()) {
      err.println(nothing(meant.getFirst()));
    }
  }

  private String nothing(Meant meant) {
    return allNamespaces || !meant.type().namespaced()
        ? "No resources found"
        : "No resources found in " + options.namespace() + " namespace.";
  }

  private List<String> paths(Meant meant) {
    if (meant.names().isEmpty()) {
      return List.of(ResourceWords.path(meant.type(), namespace()) + query());
    }
    List<String> paths = new ArrayList<>();
    meant
        .names()
        .forEach(name -> paths.add(ResourceWords.path(meant.type(), options.namespace(), name)));
    return paths;
  }

  private void watch(
      KubernetesClient client,
      Meant meant,
      String version,
      KubernetesTable printed,
      PrintWriter out)
      throws ServerFailure {
    StringBuilder path = new StringBuilder(ResourceWords.path(meant.type(), namespace()));
    path.append("?watch=true&resourceVersion=").append(version);
    path.append("&labelSelector=").append(ResourceWords.encoded(selector));
    if (!meant.names().isEmpty()) {
      path.append("&fieldSelector=metadata.name%3D");
      path.append(ResourceWords.encoded(meant.names().getFirst()));
    }
    client.watch(
        Ask.get(path.toString(), KubernetesClient.TABLE),
        event -> {
          out.print(printed.more(Tree.mapping(event, "object")));
          out.flush();
        });
  }

  private void documents(KubernetesClient client, List<Meant> meant, PrintWriter out)
      throws ServerFailure {
    List<Value> items = new ArrayList<>();
    boolean one = meant.size() == 1 && meant.getFirst().names().size() == 1;
    for (Meant each : meant) {
      for (String path : paths(each)) {
        Optional<Mapping> answer = found(client, path, KubernetesClient.JSON);
        if (answer.isPresent()) {
          List<Value> shown = shown(each, answer.get());
          if (output.equals("name")) {
            shown.forEach(item -> out.println(name(each, item)));
          }
          items.addAll(shown);
        }
      }
    }
    if (!output.equals("name") && !(one && items.isEmpty())) {
      out.print(written(one ? items.getFirst() : list(items)));
    }
  }

  private static List<Value> shown(Meant meant, Mapping answer) {
    if (!meant.names().isEmpty()) {
      return List.of(answer);
    }
    return Tree.items(answer, "items").stream().map(item -> withKind(item, meant)).toList();
  }

  private static String name(Meant meant, Value item) {
    return meant.type().words() + "/" + Tree.text(item, METADATA, "name");
  }

  private static Value withKind(Value item, Meant meant) {
    return item instanceof Mapping mapping && !Tree.has(mapping, "kind")
        ? Tree.with(mapping, meant.type().kind(), "kind")
        : item;
  }

  private static Mapping list(List<Value> items) {
    return Tree.document(
        "apiVersion",
        "v1",
        "items",
        items,
        "kind",
        "List",
        METADATA,
        Tree.document("resourceVersion", ""));
  }

  private String written(Value value) {
    Value sorted = KubernetesOptions.sorted(value);
    return output.equals("json") ? JsonWriter.pretty(sorted) : YamlWriter.write(sorted);
  }
}
