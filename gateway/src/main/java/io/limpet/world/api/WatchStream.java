package io.limpet.world.api;

import io.limpet.model.tree.JsonWriter;
import io.limpet.model.tree.Value.Mapping;
import io.limpet.world.document.Tree;
import io.limpet.world.store.ObjectKey;
import io.limpet.world.store.StoreEvent;
import io.limpet.world.store.StoredObject;
import io.limpet.world.store.Subscription;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// A watch: events as lines of JSON (Kubernetes: "Efficient detection of changes").
final class WatchStream {
  private static final long POLL_MILLIS = 1_000;

  private final Selection selection;
  private final Subscription subscription;
  private final Function<StoredObject, Mapping> form;
  private final Duration lasts;
  private final List<StoredObject> present;

  // the thread that writes only
  private final Set<ObjectKey> seen = new HashSet<>();

  /// `present` are the objects that the watch begins with.
  WatchStream(
      Selection selection,
      Subscription subscription,
      Function<StoredObject, Mapping> form,
      Duration lasts,
      List<StoredObject> present) {
    this.selection = selection;
    this.subscription = subscription;
    this.form = form;
    this.lasts = lasts;
    this.present = List.copyOf(present);
  }

  /// Objects that the client has from its list: when one stops matching, it is said to be gone.
  void known(List<StoredObject> objects) {
    objects.stream().filter(selection::has).forEach(object -> seen.add(object.key()));
  }

  void write(OutputStream out) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + lasts.toNanos();
    for (StoredObject object : present) {
      seen.add(object.key());
      write(out, StoreEvent.Type.ADDED, form.apply(object));
    }
    out.flush();
    while (subscription.isOpen() && System.nanoTime() < deadline) {
      Optional<StoreEvent> event = subscription.next(POLL_MILLIS);
      if (event.isPresent()) {
        write(out, event.get());
        out.flush();
      }
    }
  }

  void close() {
    subscription.close();
  }

  private void write(OutputStream out, StoreEvent event) throws IOException {
    StoredObject object = event.object();
    boolean matches = selection.has(object);
    boolean before = seen.contains(object.key());
    if (matches && event.type() != StoreEvent.Type.DELETED) {
      seen.add(object.key());
      write(out, before ? event.type() : StoreEvent.Type.ADDED, form.apply(object));
    } else if (seen.remove(object.key()) || matches) {
      write(out, StoreEvent.Type.DELETED, form.apply(object));
    }
  }

  private static void write(OutputStream out, StoreEvent.Type type, Mapping object)
      throws IOException {
    Mapping line = Tree.document("type", type.name(), "object", object);
    out.write((JsonWriter.compact(line) + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
