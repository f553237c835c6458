package io.limpet.xds.client;

import com.google.protobuf.Message;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/// Resources of one type, each in up to two versions: the one that serves, and one that was taken
/// later and waits for what it needs. One that waits takes no traffic; the older one goes on.
final class Warming {
  private final Map<String, Message> taken = new TreeMap<>();
  private final Map<String, Message> serving = new TreeMap<>();

  void put(String name, Message message) {
    taken.put(name, message);
  }

  void removeAll(Set<String> names) {
    taken.keySet().removeAll(names);
    serving.keySet().removeAll(names);
  }

  /// The last one taken serves from now on, wherever nothing is missing any more.
  void advance(Predicate<Message> ready) {
    taken.forEach(
        (name, message) -> {
          if (ready.test(message)) {
            serving.put(name, message);
          }
        });
  }

  /// Whether this name was taken last with this content.
  boolean has(String name, Message message) {
    return message.equals(taken.get(name));
  }

  Set<String> names() {
    return new TreeSet<>(taken.keySet());
  }

  Map<String, Message> taken() {
    return Collections.unmodifiableMap(taken);
  }

  Map<String, Message> serving() {
    return Collections.unmodifiableMap(serving);
  }
}
