package io.limpet.model.tree;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;

/// Builds values from the parser's events.
///
/// An alias shares the value of its anchor. Its size counts each time, so that a small text that
/// unfolds to millions of values is refused before anyone walks through them.
final class YamlComposer {
  private static final int MAX_VALUES = 5_000_000;
  private static final int MAX_DEPTH = 200;
  private static final String MERGE = "<<";

  private final Iterator<Event> events;
  private final ScalarResolver resolver;
  private final int firstLine;
  private final Map<String, Anchored> anchors = new HashMap<>();
  /// One text for all that say the same: a list of thousands has the same few keys in each item.
  private final Map<String, String> keys = new HashMap<>();

  private final List<Mistake> mistakes = new ArrayList<>();
  private int values;

  YamlComposer(Iterator<Event> events, ScalarResolver resolver, int firstLine) {
    this.events = events;
    this.resolver = resolver;
    this.firstLine = firstLine;
  }

  List<Document> documents() throws SyntaxException {
    List<Document> documents = new ArrayList<>();
    while (events.hasNext()) {
      Event event = events.next();
      if (event instanceof NodeEvent node) {
        Value root = value(node, "", 0);
        if (!(root instanceof Value.Nothing)) {
          documents.add(new Document(root, mistakes));
        }
        anchors.clear();
        mistakes.clear();
      }
    }
    return documents;
  }

  private Value value(Event event, String path, int depth) throws SyntaxException {
    if (depth > MAX_DEPTH) {
      throw new SyntaxException(line(event), "is nested more than " + MAX_DEPTH + " levels deep");
    }
    int before = values;
    count(1, event);
    return switch (event) {
      case AliasEvent alias -> alias(alias);
      case ScalarEvent scalar ->
          anchored(scalar, YamlScalars.read(scalar, tag(scalar), line(scalar)), before);
      case SequenceStartEvent start -> anchored(start, sequence(start, path, depth), before);
      case MappingStartEvent start -> anchored(start, mapping(start, path, depth), before);
      default -> throw new IllegalStateException("not the beginning of a value: " + event);
    };
  }

  private Value alias(AliasEvent alias) throws SyntaxException {
    Anchored anchored = anchors.get(alias.getAlias().getValue());
    if (anchored == null) {
      throw new SyntaxException(
          line(alias),
          "the alias *"
              + alias.getAlias().getValue()
              + " has no anchor before it; write &"
              + alias.getAlias().getValue()
              + " at the value that is meant");
    }
    count(anchored.size(), alias);
    return anchored.value();
  }

  private Value anchored(NodeEvent event, Value value, int before) {
    Optional<Anchor> anchor = event.getAnchor();
    anchor.ifPresent(name -> anchors.put(name.getValue(), new Anchored(value, values - before)));
    return value;
  }

  private void count(int size, Event event) throws SyntaxException {
    values += size;
    if (values > MAX_VALUES) {
      throw new SyntaxException(
          line(event), "has more than " + MAX_VALUES + " values when its aliases are unfolded");
    }
  }

  private Value.Sequence sequence(Event start, String path, int depth) throws SyntaxException {
    List<Value> items = new ArrayList<>();
    Event event = events.next();
    while (event.getEventId() != Event.ID.SequenceEnd) {
      items.add(value(event, Path.item(path, items.size()), depth + 1));
      event = events.next();
    }
    return new Value.Sequence(line(start), items);
  }

  private Value.Mapping mapping(Event start, String path, int depth) throws SyntaxException {
    Map<String, Value> fields = new LinkedHashMap<>();
    Map<String, Integer> lines = new HashMap<>();
    List<Value> merged = new ArrayList<>();
    Event event = events.next();
    while (event.getEventId() != Event.ID.MappingEnd) {
      int line = line(event);
      String key = key(event);
      boolean merge = key.equals(MERGE) && ((ScalarEvent) event).isPlain();
      Value value = value(events.next(), Path.field(path, key), depth + 1);
      if (merge) {
        merged.add(value);
      } else if (fields.containsKey(key)) {
        mistakes.add(Mistake.duplicate(line, Path.field(path, key), lines.getOrDefault(key, 0)));
      } else {
        fields.put(key, value);
        lines.put(key, line);
      }
      event = events.next();
    }
    for (Value each : merged) {
      merge(each, fields, lines);
    }
    return new Value.Mapping(line(start), fields, lines);
  }

  private String key(Event event) throws SyntaxException {
    if (event instanceof ScalarEvent scalar) {
      count(1, event);
      anchored(scalar, new Value.Text(line(scalar), scalar.getValue()), values - 1);
      return keys.computeIfAbsent(scalar.getValue(), key -> key);
    }
    if (event instanceof AliasEvent alias && alias(alias) instanceof Value.Text text) {
      return text.value();
    }
    throw new SyntaxException(line(event), "a key must be a text; quote it if it is meant as one");
  }

  /// The merge key of YAML 1.1: fields of other mappings, none of which replaces one written here.
  private void merge(Value from, Map<String, Value> fields, Map<String, Integer> lines)
      throws SyntaxException {
    switch (from) {
      case Value.Mapping mapping ->
          mapping
              .fields()
              .forEach(
                  (key, value) -> {
                    if (fields.putIfAbsent(key, value) == null) {
                      lines.put(key, mapping.lineOf(key));
                    }
                  });
      case Value.Sequence sequence -> {
        for (Value each : sequence.items()) {
          merge(each, fields, lines);
        }
      }
      case Value.Text _, Value.Whole _, Value.Fraction _, Value.Truth _, Value.Nothing _ ->
          throw new SyntaxException(from.line(), "<< takes a mapping, or a list of mappings");
    }
  }

  private Tag tag(ScalarEvent scalar) {
    return scalar
        .getTag()
        .map(Tag::new)
        .orElseGet(() -> resolver.resolve(scalar.getValue(), scalar.isPlain()));
  }

  private int line(Event event) {
    return event.getStartMark().map(Mark::getLine).orElse(0) + firstLine;
  }

  private record Anchored(Value value, int size) {}
}
