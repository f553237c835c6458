package io.limpet.world.api;

import io.limpet.model.Origin;
import io.limpet.model.tree.Value.Mapping;
import io.limpet.world.World;
import io.limpet.world.World.Cascade;
import io.limpet.world.World.Listing;
import io.limpet.world.document.ThreeWayMerge.Unchanged;
import io.limpet.world.document.Tree;
import io.limpet.world.store.ObjectKey;
import io.limpet.world.store.ObjectType;
import io.limpet.world.store.ObjectTypes;
import io.limpet.world.store.StoredObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// The operations on objects of one type at one path.
final class Objects {
  private static final Origin API = new Origin(Checks.SOURCE, 0);

  /// An API server's lists are in the order of its store, which is that of names.
  private static final Comparator<StoredObject> BY_NAME =
      Comparator.comparing(StoredObject::namespace).thenComparing(StoredObject::name);

  private final World world;
  private final ObjectType type;
  private final ApiPath path;
  private final Call call;

  Objects(World world, ObjectType type, ApiPath path, Call call) {
    this.world = world;
    this.type = type;
    this.path = path;
    this.call = call;
  }

  ObjectKey key() {
    return ObjectKey.of(type, path.namespace(), path.name());
  }

  /// As kubectl names the resource in messages.
  private String resource() {
    return type.group().isEmpty() ? type.plural() : type.plural() + "." + type.group();
  }

  StoredObject get() {
    return world
        .get(key())
        .map(this::shown)
        .orElseThrow(() -> StatusException.notFound(resource(), path.name()));
  }

  StoredObject shown(StoredObject object) {
    return Forms.shown(object, type, path.version());
  }

  Listing list() {
    Selection selection = Selection.of(type, path, call);
    Listing all = world.list(type, path.namespace());
    List<StoredObject> selected =
        all.objects().stream().filter(selection::has).sorted(BY_NAME).map(this::shown).toList();
    return new Listing(selected, all.version());
  }

  Reply.Json create() {
    Mapping document = placed(call.document());
    List<String> warnings = Checks.check(document, path.namespace());
    if (call.dryRun()) {
      return new Reply.Json(201, document, warnings);
    }
    StoredObject made =
        world
            .create(Forms.stored(document), Forms.lastApplied(document), API)
            .orElseThrow(() -> StatusException.alreadyExists(resource(), world.key(document)));
    return new Reply.Json(201, shown(made).document(), warnings);
  }

  /// A document of this path: the path says its type and namespace, if it does not itself.
  private Mapping placed(Mapping document) {
    Mapping placed = Tree.with(document, path.apiVersion(), "apiVersion");
    placed = Tree.with(placed, type.kind(), "kind");
    String written = Tree.text(placed, "metadata", "namespace");
    if (type.namespaced() && !written.isEmpty() && !written.equals(path.namespace())) {
      throw StatusException.badRequest(
          "the namespace of the object is "
              + written
              + ", that of the request "
              + path.namespace());
    }
    if (Tree.text(placed, "metadata", "name").isEmpty()) {
      placed = named(placed);
    }
    return type.namespaced()
        ? Tree.with(placed, path.namespace(), "metadata", "namespace")
        : placed;
  }

  private Mapping named(Mapping document) {
    if (path.name().isEmpty()) {
      throw StatusException.invalid(type.kind() + " is invalid: metadata.name is missing");
    }
    return Tree.with(document, path.name(), "metadata", "name");
  }

  Reply.Json replace() {
    Mapping document = placed(call.document());
    return update(_ -> document);
  }

  Reply.Json patch() {
    if (Patches.isApply(call)) {
      return apply();
    }
    return update(shown -> placed(Patches.apply(shown, call)));
  }

  private Reply.Json apply() {
    Mapping document = Forms.stored(placed(call.document()));
    List<String> warnings = Checks.check(document, path.namespace());
    if (call.dryRun()) {
      return new Reply.Json(200, document, warnings);
    }
    World.Applied applied = world.apply(document, API, Unchanged.SET_AGAIN);
    int code = applied.versionBefore() == 0 ? 201 : 200;
    return new Reply.Json(code, shown(applied.object()).document(), warnings);
  }

  private Reply.Json update(UnaryOperator<Mapping> change) {
    List<String> warnings = new ArrayList<>();
    UnaryOperator<StoredObject> whole = object -> changed(object, change, warnings);
    Optional<StoredObject> after =
        call.dryRun() ? world.get(key()).map(whole) : world.update(key(), whole);
    return after
        .map(object -> new Reply.Json(200, shown(object).document(), warnings))
        .orElseThrow(() -> StatusException.notFound(resource(), path.name()));
  }

  private StoredObject changed(
      StoredObject object, UnaryOperator<Mapping> change, List<String> warnings) {
    Mapping next = change.apply(shown(object).document());
    String expected = Tree.text(next, "metadata", "resourceVersion");
    if (!expected.isEmpty() && !expected.equals(Long.toString(object.version()))) {
      throw StatusException.conflict(resource(), object.key());
    }
    warnings.addAll(Checks.check(next, path.namespace()));
    return new StoredObject(
        object.key(), Forms.stored(next), Forms.lastApplied(next), object.origin());
  }

  /// Changes the object as the store has it, without a look at versions.
  StoredObject change(UnaryOperator<Mapping> change) {
    return world
        .update(key(), object -> object.with(change.apply(object.document())))
        .orElseThrow(() -> StatusException.notFound(resource(), path.name()));
  }

  Reply.Json delete() {
    Mapping options = call.body().isBlank() ? Tree.EMPTY : call.document();
    StoredObject gone =
        (call.dryRun() ? world.get(key()) : world.delete(key(), cascade(options)))
            .orElseThrow(() -> StatusException.notFound(resource(), path.name()));
    Mapping details =
        Tree.document(
            "name", gone.name(), "group", type.group(), "kind", type.plural(), "uid", gone.uid());
    return Reply.ok(
        Tree.document(
            "kind", "Status",
            "apiVersion", "v1",
            "metadata", Tree.EMPTY,
            "status", "Success",
            "details", details));
  }

  private Cascade cascade(Mapping options) {
    String policy = call.parameter("propagationPolicy") + Tree.text(options, "propagationPolicy");
    String grace = call.parameter("gracePeriodSeconds") + Tree.text(options, "gracePeriodSeconds");
    if (policy.equals("Orphan")) {
      return Cascade.ORPHAN;
    }
    return grace.equals("0") && type.equals(ObjectTypes.POD) ? Cascade.FORCE : Cascade.BACKGROUND;
  }

  Reply.Json deleteAll() {
    Listing listing = list();
    listing.objects().forEach(object -> world.delete(object.key(), Cascade.BACKGROUND));
    return Reply.ok(Tree.document("kind", "Status", "apiVersion", "v1", "status", "Success"));
  }
}
