package io.limpet.cli;

import io.limpet.model.tree.Value;
import io.limpet.model.tree.Value.Mapping;
import io.limpet.world.document.Tree;
import io.limpet.world.store.ObjectType;
import io.limpet.world.store.ObjectTypes;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Finds out which objects a person means: `po`, `deploy/web`, `svc web other`, `all`.
final class ResourceWords {
  private static final List<ObjectType> ALL =
      List.of(
          ObjectTypes.POD,
          ObjectTypes.SERVICE,
          ObjectTypes.DEPLOYMENT,
          ObjectTypes.REPLICA_SET,
          ObjectTypes.STATEFUL_SET);

  private final KubernetesClient client;

  ResourceWords(KubernetesClient client) {
    this.client = client;
  }

  /// Objects of one type: those named, or all where none is.
  record Meant(ObjectType type, List<String> names) {
    Meant {
      names = List.copyOf(names);
    }
  }

  List<Meant> read(List<String> words) throws ServerFailure {
    if (words.getFirst().contains("/")) {
      List<Meant> meant = new ArrayList<>();
      for (String word : words) {
        int slash = word.indexOf('/');
        if (slash < 0) {
          throw ServerFailure.wrongUse(
              "there is no need to name the kind again: write KIND/NAME for each, or KIND once");
        }
        String name = word.substring(slash + 1);
        meant.add(new Meant(type(word.substring(0, slash)), List.of(name)));
      }
      return meant;
    }
    List<String> names = words.subList(1, words.size());
    List<Meant> meant = new ArrayList<>();
    for (String word : words.getFirst().split(",", -1)) {
      for (ObjectType type : word.equals("all") ? ALL : List.of(type(word))) {
        meant.add(new Meant(type, names));
      }
    }
    return meant;
  }

  ObjectType type(String word) throws ServerFailure {
    Optional<ObjectType> known =
        ObjectTypes.known().stream().filter(type -> type.isCalled(word)).findFirst();
    return known.isPresent() ? known.get() : discovered(word);
  }

  /// Kinds that Limpet does not know are asked for.
  private ObjectType discovered(String word) throws ServerFailure {
    Mapping groups = get("/apis");
    for (Value group : Tree.items(groups, "groups")) {
      for (Value version : Tree.items(group, "versions")) {
        String groupVersion = Tree.text(version, "groupVersion");
        Optional<ObjectType> found = find(word, groupVersion, get("/apis/" + groupVersion));
        if (found.isPresent()) {
          return found.get();
        }
      }
    }
    return find(word, "v1", get("/api/v1"))
        .orElseThrow(
            () ->
                ServerFailure.wrongUse("the server doesn't have a resource type \"" + word + "\""));
  }

  private Mapping get(String path) throws ServerFailure {
    return client.ask(KubernetesClient.Ask.get(path, KubernetesClient.JSON)).document();
  }

  private static Optional<ObjectType> find(String word, String groupVersion, Mapping resources) {
    int slash = groupVersion.indexOf('/');
    String group = slash < 0 ? "" : groupVersion.substring(0, slash);
    List<String> versions = List.of(groupVersion.substring(slash + 1));
    return Tree.items(resources, "resources").stream()
        .map(
            each ->
                new ObjectType(
                    group,
                    versions,
                    Tree.text(each, "kind"),
                    Tree.text(each, "name"),
                    Tree.truth(each, "namespaced"),
                    Tree.items(each, "shortNames").stream().map(s -> Tree.text(s)).toList()))
        .filter(type -> type.isCalled(word.toLowerCase(Locale.ROOT)))
        .findFirst();
  }

  /// Where the API has the objects; of all namespaces if that is empty.
  static String path(ObjectType type, String namespace) {
    String inNamespace =
        type.namespaced() && !namespace.isEmpty() ? "/namespaces/" + encoded(namespace) : "";
    return type.root() + inNamespace + "/" + type.plural();
  }

  static String path(ObjectType type, String namespace, String name) {
    return path(type, namespace) + "/" + encoded(name);
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
