package io.limpet.world.api;

import io.limpet.model.tree.Value.Mapping;
import io.limpet.world.World;
import io.limpet.world.World.Listing;
import io.limpet.world.document.Tree;
import io.limpet.world.store.ObjectType;
import io.limpet.world.store.ObjectTypes;
import io.limpet.world.store.StoredObject;
import io.limpet.world.store.Subscription;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Finds what a request asks for, and answers it.
final class Router {
  private static final Duration LONGEST_WATCH = Duration.ofMinutes(30);

  private final World world;
  private final Tables tables;

  Router(World world, Clock clock) {
    this.world = world;
    this.tables = new Tables(clock);
  }

  Reply answer(Call call) {
    String path = call.path().replaceFirst("/+$", "");
    if (path.equals("/healthz") || path.equals("/readyz") || path.equals("/livez")) {
      return new Reply.Text("ok");
    }
    List<ObjectType> types = world.types();
    Optional<Mapping> about = new Discovery(types).at(path).or(() -> new OpenApi(types).at(path));
    if (about.isPresent()) {
      return Reply.ok(about.get());
    }
    ApiPath named = ApiPath.parse(path).orElseThrow(StatusException::noResource);
    ObjectType type =
        world
            .type(named.group(), named.version(), named.plural())
            .or(() -> introduced(call, named))
            .orElseThrow(StatusException::noResource);
    return answer(call, named, new Objects(world, type, named, call), type);
  }

  /// An object of a kind that nobody has named yet makes its type known, without a definition.
  private Optional<ObjectType> introduced(Call call, ApiPath path) {
    boolean applies = call.method().equals("PATCH") && Patches.isApply(call);
    if (!applies && !call.method().equals("POST")) {
      return Optional.empty();
    }
    Mapping document = call.document();
    String apiVersion = Tree.text(document, "apiVersion");
    String kind = Tree.text(document, "kind");
    boolean fits =
        apiVersion.equals(path.apiVersion())
            && ObjectTypes.guessed(apiVersion, kind).plural().equals(path.plural());
    return fits ? Optional.of(world.introduce(apiVersion, kind)) : Optional.empty();
  }

  private Reply answer(Call call, ApiPath path, Objects objects, ObjectType type) {
    if (path.subresource().equals("scale")) {
      return new Scales(objects).answer(call);
    }
    if (path.subresource().equals("log") && type.equals(ObjectTypes.POD)) {
      return log(objects);
    }
    boolean one = !path.name().isEmpty();
    return switch (call.method()) {
      case "GET" ->
          call.asks("watch")
              ? watch(call, path, objects, type)
              : Reply.ok(one ? one(call, objects, type) : list(call, path, objects, type));
      case "POST" -> objects.create();
      case "PUT" -> objects.replace();
      case "PATCH" -> objects.patch();
      case "DELETE" -> one ? objects.delete() : objects.deleteAll();
      default ->
          throw new StatusException(
              405, "MethodNotAllowed", call.method() + " is not among the API's methods");
    };
  }

  private Reply log(Objects objects) {
    StringBuilder text = new StringBuilder();
    world.log(objects.get().key()).forEach(line -> text.append(line).append('\n'));
    return new Reply.Text(text.toString());
  }

  private Mapping one(Call call, Objects objects, ObjectType type) {
    StoredObject object = objects.get();
    return call.wantsTable()
        ? table(call, type, List.of(object), object.version())
        : object.document();
  }

  private Mapping list(Call call, ApiPath path, Objects objects, ObjectType type) {
    Listing listing = objects.list();
    if (call.wantsTable()) {
      return table(call, type, listing.objects(), listing.version());
    }
    return Tree.document(
        "kind", type.kind() + "List",
        "apiVersion", path.apiVersion(),
        "metadata", Tree.document("resourceVersion", Long.toString(listing.version())),
        "items", listing.objects().stream().map(StoredObject::document).toList());
  }

  private Mapping table(Call call, ObjectType type, List<StoredObject> objects, long version) {
    return tables.table(
        objects, Columns.of(type), Long.toString(version), call.parameter("includeObject"));
  }

  private Reply watch(Call call, ApiPath path, Objects objects, ObjectType type) {
    Selection selection = Selection.of(type, path, call);
    String from = call.parameter("resourceVersion");
    boolean continues = !from.isEmpty() && !from.equals("0");
    Listing now = objects.list();
    long after = continues ? number(from) : now.version();
    Subscription subscription =
        world
            .subscribe(selection::mayHave, after)
            .orElseThrow(
                () ->
                    new StatusException(
                        410, "Expired", "too old resource version: " + from + "; list again"));
    Function<StoredObject, Mapping> form =
        object -> {
          StoredObject shown = objects.shown(object);
          return call.wantsTable()
              ? table(call, type, List.of(shown), shown.version())
              : shown.document();
        };
    List<StoredObject> present = continues ? List.of() : now.objects();
    WatchStream stream = new WatchStream(selection, subscription, form, lasts(call), present);
    if (continues) {
      stream.known(now.objects());
    }
    return new Reply.Stream(stream);
  }

  private static Duration lasts(Call call) {
    String seconds = call.parameter("timeoutSeconds");
    return seconds.isEmpty() ? LONGEST_WATCH : Duration.ofSeconds(number(seconds));
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException wrong) {
      throw StatusException.badRequest("\"" + text + "\" is no number");
    }
  }
}
