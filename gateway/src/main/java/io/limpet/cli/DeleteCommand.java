package io.limpet.cli;

import io.limpet.cli.KubernetesClient.Ask;
import io.limpet.cli.ResourceWords.Meant;
import io.limpet.model.tree.Value;
import io.limpet.model.tree.Value.Mapping;
import io.limpet.world.document.Tree;
import io.limpet.world.store.ObjectType;
import io.limpet.world.store.ObjectTypes;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `limpet delete`: removes objects, and waits until they are gone.
@Command(
    name = "delete",
    mixinStandardHelpOptions = true,
    description = "Delete objects of the local world, and wait until they are gone.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  limpet delete pod helloworld-v1-5fd7bc4fb6-lxt9s -n helloworld",
      "  limpet delete deploy/sticky-svc",
      "  limpet delete -f shop.yaml",
      "  limpet delete pods -l app=shop"
    })
public final class DeleteCommand implements Callable<Integer> {
  private static final long LOOK_AGAIN_NANOS = 50_000_000;

  @Mixin private KubernetesOptions options = new KubernetesOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-f", "--filename"},
      paramLabel = "FILE",
      description = "Delete what is in a file, a folder, or - for standard input.")
  private List<String> files = List.of();

  @Option(
      names = {"-l", "--selector"},
      paramLabel = "SELECTOR",
      description = "Those with these labels, for example app=shop.")
  private String selector = "";

  @Option(names = "--all", description = "All of the kind in the namespace.")
  private boolean all;

  @Option(names = "--force", description = "Do not wait for a pod's gentle end.")
  private boolean force;

  @Option(names = "--ignore-not-found", description = "It is no failure if there is none.")
  private boolean ignoreNotFound;

  @Option(
      names = "--wait",
      arity = "0..1",
      paramLabel = "true|false",
      defaultValue = "true",
      fallbackValue = "true",
      description = "Wait until they are gone (${DEFAULT-VALUE}).")
  private boolean wait;

  @Parameters(arity = "0..*", paramLabel = "KIND/NAME", description = "Or KIND NAME...")
  private List<String> words = List.of();

  /// An object to delete: its path, and what it is called.
  private record Target(String path, String words) {}

  @Override
  public Integer call() {
    return options.run(spec, this::delete);
  }

  private int delete(KubernetesClient client, PrintWriter out, PrintWriter err)
      throws ServerFailure {
    int code = 0;
    List<Target> waited = new ArrayList<>();
    List<String> uids = new ArrayList<>();
    for (Target target : targets(client, err)) {
      try {
        String query = force ? "?gracePeriodSeconds=0" : "?propagationPolicy=Background";
        String path = target.path() + query;
        Mapping status =
            client.ask(new Ask("DELETE", path, KubernetesClient.JSON, "", "")).document();
        out.println(target.words() + (force ? " force deleted" : " deleted"));
        waited.add(target);
        uids.add(Tree.text(status, "details", "uid"));
      } catch (ServerFailure failure) {
        code = tolerate(failure, err, code);
      }
    }
    out.flush();
    for (int i = 0; wait && i < waited.size(); i++) {
      awaitGone(client, waited.get(i), uids.get(i));
    }
    return code;
  }

  private int tolerate(ServerFailure failure, PrintWriter err, int code) throws ServerFailure {
    if (!failure.notFound()) {
      throw failure;
    }
    if (ignoreNotFound) {
      return code;
    }
    err.println(failure.text());
    return 1;
  }

  private List<Target> targets(KubernetesClient client, PrintWriter err) throws ServerFailure {
    List<Target> targets = new ArrayList<>();
    if (!files.isEmpty()) {
      for (Mapping document : Manifests.read(files, err)) {
        String kind = Tree.text(document, "kind");
        ObjectType type = ObjectTypes.guessed(Tree.text(document, "apiVersion"), kind);
        String written = Tree.text(document, "metadata", "namespace");
        String namespace = written.isEmpty() ? options.namespace() : written;
        targets.add(target(type, namespace, Tree.text(document, "metadata", "name")));
      }
      return targets;
    }
    if (words.isEmpty()) {
      throw ServerFailure.wrongUse("name what to delete: KIND NAME, KIND/NAME or -f FILE");
    }
    for (Meant meant : new ResourceWords(client).read(words)) {
      for (String name : meant.names().isEmpty() ? selected(client, meant) : meant.names()) {
        targets.add(target(meant.type(), options.namespace(), name));
      }
    }
    return targets;
  }

  private List<String> selected(KubernetesClient client, Meant meant) throws ServerFailure {
    if (!all && selector.isEmpty()) {
      throw ServerFailure.wrongUse("name the object, or say --all or -l SELECTOR");
    }
    String path = ResourceWords.path(meant.type(), options.namespace());
    String query = "?labelSelector=" + ResourceWords.encoded(selector);
    Mapping list = client.ask(Ask.get(path + query, KubernetesClient.JSON)).document();
    return Tree.items(list, "items").stream()
        .map((Value item) -> Tree.text(item, "metadata", "name"))
        .toList();
  }

  private static Target target(ObjectType type, String namespace, String name) {
    return new Target(
        ResourceWords.path(type, namespace, name), type.words() + " \"" + name + "\"");
  }

  private static void awaitGone(KubernetesClient client, Target target, String uid)
      throws ServerFailure {
    try {
      Ask ask = Ask.get(target.path(), KubernetesClient.JSON);
      while (Tree.text(client.ask(ask).document(), "metadata", "uid").equals(uid)) {
        LockSupport.parkNanos(LOOK_AGAIN_NANOS);
      }
    } catch (ServerFailure failure) {
      if (!failure.notFound()) {
        throw failure;
      }
    }
  }
}
