package io.limpet.world;

import io.limpet.model.Change;
import io.limpet.model.Problem;
import io.limpet.world.store.ObjectKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// What is wrong with which object, said once for each change of it.
final class ProblemBoard {
  private final Consumer<Change.Problems> listener;
  private final Map<ObjectKey, List<Problem>> known = new HashMap<>(); // under the world's lock

  ProblemBoard(Consumer<Change.Problems> listener) {
    this.listener = listener;
  }

  void say(ObjectKey key, List<Problem> problems) {
    List<Problem> before =
        problems.isEmpty() ? known.remove(key) : known.put(key, List.copyOf(problems));
    if (!problems.equals(before == null ? List.of() : before)) {
      listener.accept(new Change.Problems("world: " + key, problems));
    }
  }
}
