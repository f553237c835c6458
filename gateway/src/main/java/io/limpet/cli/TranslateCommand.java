package io.limpet.cli;

import com.google.protobuf.Message;
import io.limpet.analysis.Analysis;
import io.limpet.mesh.GatewayProxy;
import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.Snapshot;
import io.limpet.mesh.building.MeshBuilder;
import io.limpet.model.Change;
import io.limpet.model.Problem;
import io.limpet.model.tree.JsonReader;
import io.limpet.model.tree.YamlWriter;
import io.limpet.source.file.FileSource;
import io.limpet.xds.resources.MessageJson;
import io.limpet.xds.resources.MessageJson.Names;
import io.limpet.xds.resources.Resources;
import io.limpet.xds.translate.Translator;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Shows what files mean to Envoy, without serving anything.
@Command(
    name = "translate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Print the Envoy configuration that Kubernetes and Istio resources mean.",
      "",
      "These are the listeners, routes, clusters and endpoints that `limpet run` would serve, and"
          + " that a control plane would send to an Envoy, with Envoy's own field names. What is"
          + " wrong with the files goes to standard error; the sound rest is translated.",
      ""
    },
    footer = {
      "",
      "With --out, DIR gets lds, rds, cds and eds, each a list of resources in the order of their"
          + " names; and sds where a Secret is used. Printed secrets hold their private keys.",
      "",
      "Exit status: 0 translated, 1 a path could not be read or written, 2 wrong usage.",
      "",
      "Examples:",
      "  limpet translate -f shop.yaml",
      "  limpet translate -f k8s/ -o yaml | less",
      "  limpet translate -f k8s/ --compat istio --istio-version 1.22 --out istio",
      "  limpet translate -f k8s/ --fix hash-default=off"
    })
public final class TranslateCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Option(
      names = {"-f", "--filename"},
      required = true,
      paramLabel = "PATH",
      arity = "1..*",
      description = "YAML or JSON files, or folders of them.")
  private List<Path> paths;

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAME",
      defaultValue = "default",
      description = "Namespace of resources that name none (default: ${DEFAULT-VALUE}).")
  private String namespace;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "json|yaml",
      defaultValue = "json",
      description = "The form of what is printed (default: ${DEFAULT-VALUE}).")
  private String output;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Write lds, rds, cds, eds and sds into this folder in place of printing them.")
  private @Nullable Path folder;

  @Mixin private MeshFlags mesh;

  @Override
  public Integer call() throws InterruptedException {
    if (!output.equals("json") && !output.equals("yaml")) {
      throw new ParameterException(
          command.commandLine(), "-o " + output + ": say -o json or -o yaml");
    }
    for (Path path : paths) {
      if (!Files.isReadable(path)) {
        return failed(path + ": there is no such file or folder that can be read");
      }
    }
    MeshOptions options = mesh.options(Map.of());
    GatewayProxy proxy = mesh.proxy();
    try {
      write(translate(proxy, options));
      return 0;
    } catch (FileAlreadyExistsException file) {
      return failed("--out " + file.getMessage() + ": is a file; name a folder");
    } catch (IOException failure) {
      return failed(failure.toString());
    }
  }

  private int failed(String why) {
    PrintWriter err = command.commandLine().getErr();
    err.println("limpet: " + why);
    err.flush();
    return 1;
  }

  private Resources translate(GatewayProxy proxy, MeshOptions options)
      throws IOException, InterruptedException {
    MeshBuilder builder = new MeshBuilder(proxy, options);
    List<Problem> problems = new ArrayList<>();
    for (Change change : read()) {
      builder.apply(change);
      if (change instanceof Change.Problems said) {
        problems.addAll(said.problems());
      }
    }
    Snapshot snapshot = builder.build();
    Translator translator = new Translator();
    Resources resources = translator.translate(snapshot);
    problems.addAll(translator.problems());
    problems.addAll(new Analysis(proxy).findings(builder.resources(), snapshot));
    PrintWriter err = command.commandLine().getErr();
    problems.forEach(each -> err.println(each.severity() + " " + each));
    err.flush();
    return resources;
  }

  /// All that the files say now.
  private List<Change> read() throws IOException, InterruptedException {
    List<Change> changes = new ArrayList<>();
    CountDownLatch synced = new CountDownLatch(1);
    try (FileSource source = new FileSource(paths, namespace)) {
      source.start(
          change -> {
            if (synced.getCount() > 0) {
              changes.add(change);
            }
            if (change instanceof Change.Synced) {
              synced.countDown();
            }
          });
      synced.await();
    }
    return changes;
  }

  private void write(Resources resources) throws IOException {
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("lds", list(resources.listeners().values()));
    parts.put("rds", list(resources.routes().values()));
    parts.put("cds", list(resources.clusters().values()));
    parts.put("eds", list(resources.endpoints().values()));
    if (!resources.secrets().isEmpty()) {
      parts.put("sds", list(resources.secrets().values()));
    }
    if (!resources.extensions().isEmpty()) {
      parts.put("ecds", list(resources.extensions().values()));
    }
    if (folder == null) {
      print(parts);
      return;
    }
    Files.createDirectories(folder);
    for (Map.Entry<String, String> part : parts.entrySet()) {
      Files.writeString(
          folder.resolve(part.getKey() + "." + output), inForm(part.getValue()) + "\n");
    }
  }

  private void print(Map<String, String> parts) {
    StringJoiner whole = new StringJoiner(",\n", "{\n", "\n}");
    parts.forEach((name, list) -> whole.add("\"" + name + "\": " + list));
    PrintWriter out = command.commandLine().getOut();
    out.println(inForm(whole.toString()));
    out.flush();
  }

  private static String list(Collection<? extends Message> messages) {
    StringJoiner list = new StringJoiner(",\n", "[\n", "\n]");
    list.setEmptyValue("[]");
    messages.forEach(each -> list.add(MessageJson.print(each, Names.PROTO)));
    return list.toString();
  }

  private String inForm(String json) {
    return output.equals("json")
        ? json
        : YamlWriter.write(JsonReader.readAll(json).getFirst().root()).stripTrailing();
  }
}
