package io.limpet.xds.server;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.limpet.xds.resources.Constraints;
import io.limpet.xds.resources.Constraints.Violation;
import io.limpet.xds.resources.Resources;
import io.limpet.xds.server.State.Moments;
import io.limpet.xds.server.State.OfType;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Makes the states that one kind of gateways is told. Configuration thread only.
///
/// A message that Envoy would refuse for breaking its API's own rules is not told: what was told
/// under its name before stays.
final class Stock {
  private final InstantSource clock;
  private final Constraints constraints = new Constraints();
  private final Map<ResourceType, Map<String, Made>> made = new EnumMap<>(ResourceType.class);
  private @Nullable State last;

  /// What was made of a message, and what keeps it from being told. `item` and what it was made of,
  /// `good`, are null where nothing was ever told under the name.
  private record Made(
      Message source, @Nullable Item item, @Nullable Message good, List<Violation> violations) {}

  Stock(InstantSource clock) {
    this.clock = clock;
    for (ResourceType type : ResourceType.values()) {
      made.put(type, new HashMap<>());
    }
  }

  /// The state for these resources; the same as before where nothing is different in it.
  State next(Resources resources, long changedNanos) {
    Map<ResourceType, OfType> types = new EnumMap<>(ResourceType.class);
    boolean same = last != null;
    for (ResourceType type : ResourceType.values()) {
      OfType before = last == null ? OfType.EMPTY : last.of(type);
      OfType now = next(type, type.of(resources), before);
      types.put(type, now);
      same &= now.changed().isEmpty();
    }
    if (!same || last == null) {
      long number = last == null ? 1 : last.number() + 1;
      last =
          new State(number, version(number), types, new Moments(changedNanos, System.nanoTime()));
    }
    return last;
  }

  /// As istiod's: when, and the how-manyeth.
  private String version(long number) {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS) + "/" + number;
  }

  private OfType next(ResourceType type, Map<String, ? extends Message> messages, OfType before) {
    Map<String, Made> known = Objects.requireNonNull(made.get(type));
    Set<String> changed = new HashSet<>();
    TreeMap<String, Item> items = new TreeMap<>();
    messages.forEach(
        (name, message) -> {
          Made now = known.compute(name, (_, old) -> make(type, name, message, old));
          @Nullable Item item = now.item();
          if (item != null) {
            items.put(name, item);
            if (isOther(item, before.items().get(name))) {
              changed.add(name);
            }
          }
        });
    if (known.size() > messages.size()) {
      known.keySet().retainAll(messages.keySet());
    }
    before.items().keySet().stream().filter(name -> !items.containsKey(name)).forEach(changed::add);
    return changed.isEmpty() ? new OfType(before.items(), changed) : new OfType(items, changed);
  }

  @SuppressWarnings("ReferenceEquality") // the same object is kept where nothing is different
  private static boolean isOther(Item item, @Nullable Item before) {
    return item != before;
  }

  @SuppressWarnings("ReferenceEquality") // identity tells that nothing changed
  private Made make(ResourceType type, String name, Message message, @Nullable Made old) {
    if (old != null && old.source() == message) {
      return old;
    }
    @Nullable Item before = old == null ? null : old.item();
    ByteString content = Encoding.of(message);
    List<Violation> violations = constraints.of(message.getDescriptorForType(), content);
    if (!violations.isEmpty()) {
      return new Made(message, before, old == null ? null : old.good(), violations);
    }
    Item item = Item.of(type, name, message, content);
    Item kept = before != null && before.isSameAs(item) ? before : item;
    return new Made(message, kept, message, List.of());
  }

  /// What is told, of which `resources` is what was wanted.
  Resources told(Resources resources) {
    List<Message> all = new ArrayList<>();
    for (Map<String, Made> byName : made.values()) {
      for (Made each : byName.values()) {
        @Nullable Message good = each.good();
        if (good != null) {
          all.add(good);
        }
      }
    }
    return Resources.of(resources.version(), all);
  }

  /// What is not told, and why.
  List<Withheld> withheld() {
    List<Withheld> all = new ArrayList<>();
    made.forEach(
        (type, byName) ->
            new TreeMap<>(byName)
                .forEach(
                    (name, each) ->
                        each.violations()
                            .forEach(
                                broken ->
                                    all.add(
                                        new Withheld(
                                            type,
                                            name,
                                            each.source(),
                                            broken.path(),
                                            broken.text(),
                                            each.item() != null)))));
    return all;
  }
}
