package io.limpet.xds.server;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What one stream wants of one type, and what it holds of it (xds_protocol.rst). Nothing waits
/// here in a queue: only the names are kept of which something may have to be said, and what is
/// said is the newest.
///
/// Used by one thread at a time.
final class Subscription {
  /// A response larger than this is told in parts, where parts mean the same. A gateway that reads
  /// slowly then holds this much of our memory.
  private static final int PART_BYTES = 256 << 10;

  /// In place of a state's number.
  private static final long NONE = 0;

  private static final int MANY = 100;

  private final ResourceType type;
  private final boolean differences;
  private final boolean extensions;

  /// What the gateway holds by name, or [Item#NOTHING], or [Item#GONE].
  private final Map<String, Item> held = new HashMap<>();

  /// Names of which something may have to be said, in the order in which it is.
  private final Set<String> due = new TreeSet<>();

  /// Names of refused responses, each list to be told apart from the others.
  private final Deque<List<String>> apart = new ArrayDeque<>();

  /// Names that are asked for beside all there are.
  private final Set<String> named = new HashSet<>();

  private boolean all;
  private boolean begun;
  private boolean answerDue;
  private long seen; // the number of a state

  Subscription(ResourceType type, Dialect dialect, boolean extensions) {
    this.type = type;
    this.differences = dialect == Dialect.DIFFERENCES;
    this.extensions = extensions;
  }

  /// Takes in what a request wants, and says whether that is anything else than before.
  boolean wants(Request request) {
    if (!begun) {
      begun = true;
      begin(request);
      return true;
    }
    if (!differences) {
      return replace(request.names());
    }
    request.names().forEach(this::add);
    request.notNames().forEach(this::remove);
    return !request.names().isEmpty() || !request.notNames().isEmpty();
  }

  private void begin(Request request) {
    all = type.wildcard() && (request.names().isEmpty() || request.names().contains(Request.ALL));
    answerDue = all && request.held().isEmpty();
    request.held().forEach((name, version) -> held.put(name, Item.held(name, version)));
    for (String name : request.names()) {
      if (!name.equals(Request.ALL)) {
        held.putIfAbsent(name, Item.NOTHING);
        named.add(name);
      }
    }
    keepWhatIsNamed();
  }

  /// A list without names goes on asking for all, if it did before and never named any.
  private boolean replace(List<String> names) {
    Set<String> wanted = new HashSet<>(names);
    boolean wantsAll = wanted.remove(Request.ALL) || (all && named.isEmpty() && names.isEmpty());
    if (wantsAll == all && wanted.equals(named)) {
      return false;
    }
    if (wantsAll != all) {
      all = wantsAll && type.wildcard();
      seen = NONE;
    }
    for (String name : wanted) {
      if (held.putIfAbsent(name, Item.NOTHING) == null) {
        due.add(name);
      }
    }
    named.clear();
    named.addAll(wanted);
    keepWhatIsNamed();
    return true;
  }

  /// A name that is asked for is told, even where it was told before.
  private void add(String name) {
    if (name.equals(Request.ALL)) {
      all = type.wildcard();
      answerDue |= all;
      seen = NONE;
      return;
    }
    named.add(name);
    held.put(name, Item.NOTHING);
    due.add(name);
  }

  /// Who still asks for all is told it as one of these.
  private void remove(String name) {
    if (name.equals(Request.ALL)) {
      all = false;
      keepWhatIsNamed();
    } else if (named.remove(name) && all) {
      held.put(name, Item.NOTHING);
      due.add(name);
    } else if (!all) {
      held.remove(name);
    }
  }

  private void keepWhatIsNamed() {
    if (!all) {
      held.keySet().retainAll(named);
    }
  }

  /// How many names it keeps in mind.
  int size() {
    return held.size();
  }

  /// All is told again, whatever was told before.
  void tellAgain() {
    answerDue = all;
    tellAgain(List.copyOf(held.keySet()));
  }

  /// These are told again, as far as they are asked for.
  void tellAgain(Collection<String> names) {
    for (String name : names) {
      if (held.replace(name, Item.NOTHING) != null) {
        due.add(name);
      }
    }
  }

  /// The names of what was refused. Of several, one may be to blame for all, so they are told in
  /// two halves; a single one is not told again until it is another.
  void refused(List<String> names) {
    if (names.size() > 1 && !isWholeList()) {
      int half = names.size() / 2;
      apart.add(names.subList(0, half));
      apart.add(names.subList(half, names.size()));
    }
  }

  /// A list that must be complete: what is not in it is deleted.
  private boolean isWholeList() {
    return !differences && type.wildcard();
  }

  /// Whether there is more to say than one response of the usual size.
  boolean isMuch(State state) {
    if (begun) {
      look(state);
    }
    return due.size() > MANY;
  }

  /// What has to be said next, if anything. Without `leaving`, what is gone and leaves last stays.
  Optional<Response> next(State state, boolean leaving) {
    if (!begun) {
      return Optional.empty();
    }
    look(state);
    Optional<Response> refused = apart(state);
    if (refused.isPresent()) {
      return refused;
    }
    List<Item> items = new ArrayList<>();
    List<String> gone = new ArrayList<>();
    take(state, leaving || !type.leavesLast(), items, gone);
    boolean silent = items.isEmpty() && !answerDue && (gone.isEmpty() || !tellsGone());
    if (silent) {
      return Optional.empty();
    }
    answerDue = false;
    return Optional.of(
        isWholeList()
            ? new Response(type, holding(), List.of(), items)
            : new Response(type, items, differences ? gone : List.of(), items));
  }

  private boolean tellsGone() {
    return differences || type.wildcard();
  }

  private void look(State state) {
    if (state.number() == seen) {
      return;
    }
    if (seen != NONE && state.follows(seen)) {
      state.of(type).changed().stream().filter(this::concerns).forEach(due::add);
    } else {
      due.addAll(held.keySet());
      if (all) {
        due.addAll(state.of(type).items().keySet());
      }
    }
    seen = state.number();
  }

  private boolean concerns(String name) {
    return all || held.containsKey(name);
  }

  private Optional<Response> apart(State state) {
    while (!apart.isEmpty()) {
      List<Item> items = new ArrayList<>();
      for (String name : apart.removeFirst()) {
        @Nullable Item item = find(state, name);
        if (item != null && concerns(name)) {
          items.add(item);
          held.put(name, item);
          due.remove(name);
        }
      }
      if (!items.isEmpty()) {
        return Optional.of(new Response(type, items, List.of(), items));
      }
    }
    return Optional.empty();
  }

  private @Nullable Item find(State state, String name) {
    @Nullable Item item = state.find(type, name);
    return item == null || !extensions ? item : item.extended();
  }

  /// Goes through the names that are due.
  private void take(State state, boolean leaving, List<Item> items, List<String> gone) {
    int bytes = 0;
    for (Iterator<String> names = due.iterator(); names.hasNext() && bytes < PART_BYTES; ) {
      String name = names.next();
      @Nullable Item item = find(state, name);
      @Nullable Item before = held.get(name);
      if (item == null && !leaving && before != null && before.isHeld()) {
        continue;
      }
      names.remove();
      if (!concerns(name)) {
        continue;
      }
      if (item != null) {
        held.put(name, item);
        if (before == null || !before.isSameAs(item)) {
          items.add(item);
          bytes += type.wildcard() ? 0 : item.size();
        }
      } else if (before != null && !before.equals(Item.GONE)) {
        goes(name, before, items, gone);
      }
    }
  }

  /// A whole list of load assignments has no way to say that there is none, and Envoy would wait
  /// for it: one without endpoints is what istiod sends too (`xds/endpoints`).
  private void goes(String name, Item before, List<Item> items, List<String> gone) {
    if (!differences && type == ResourceType.ENDPOINTS && before.equals(Item.NOTHING)) {
      items.add(Item.noEndpoints(name));
    }
    gone.add(name);
    if (!all || named.contains(name)) {
      held.put(name, Item.GONE);
    } else {
      held.remove(name);
    }
  }

  private List<Item> holding() {
    return held.values().stream()
        .filter(Item::isHeld)
        .sorted(Comparator.comparing(Item::name))
        .toList();
  }

  /// Whether nothing of this state is left to say.
  boolean isSaid(State state) {
    return !begun || (state.number() == seen && due.isEmpty() && apart.isEmpty() && !answerDue);
  }
}
