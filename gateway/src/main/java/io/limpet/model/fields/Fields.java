package io.limpet.model.fields;

import io.limpet.model.tree.Path;
import io.limpet.model.tree.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The fields of one mapping, read by name and type.
///
/// A field that is absent, or null as Kubernetes writes it, gives an empty value. One that is wrong
/// is reported, gives an empty value too, and makes the mapping *unsound*. Whoever reads a mapping
/// inside another says what that means: [#items] and [#block] leave the unsound one out and keep
/// what is around it, [#allItems] and [#part] make the outer one unsound in turn. So each reader
/// chooses the smallest part that can be missing without changing what the rest means.
///
/// What Istio's webhook alone would refuse may be *doubted* instead: the mapping stays sound, its
/// reader asks [#doubted] and says so in what it makes, and the mesh decides whether to serve it.
///
/// Every name asked for is known; other fields in the mapping are reported by [#finish].
public final class Fields {
  private final Value.Mapping mapping;
  private final String path;
  private final Findings findings;
  private final Set<String> known = new LinkedHashSet<>();
  private boolean sound = true;
  private boolean doubted;
  private boolean strict;

  /// Reads a mapping inside another.
  @FunctionalInterface
  public interface Reader<T> {
    /// Null only for what is wrong, or for a single value that is absent.
    @Nullable T read(Fields fields);
  }

  /// Reads a field of one value.
  @FunctionalInterface
  public interface Single<T> {
    @Nullable T read(String key);
  }

  public Fields(Value.Mapping mapping, String path, Findings findings) {
    this.mapping = mapping;
    this.path = path;
    this.findings = findings;
  }

  /// False once something was wrong that this mapping cannot be without.
  public boolean sound() {
    return sound;
  }

  /// An unknown field makes this mapping unsound: for conditions, which mean more with a part less.
  public void strict() {
    strict = true;
  }

  /// Other fields may be here: what a server writes grows with each of its versions.
  public void open() {
    known.addAll(mapping.fields().keySet());
  }

  /// Where this mapping is, such as `spec.http[0]`.
  public String path() {
    return path;
  }

  Findings findings() {
    return findings;
  }

  public int line() {
    return mapping.line();
  }

  /// All names written here, for a mapping whose keys are the user's own.
  public Set<String> keys() {
    return mapping.fields().keySet();
  }

  public boolean has(String key) {
    return take(key) != null;
  }

  /// The value as it is, or null where it is absent.
  public @Nullable Value take(String key) {
    known.add(key);
    Value value = mapping.get(key);
    return value instanceof Value.Nothing ? null : value;
  }

  /// Names that may be written, and that mean nothing here.
  public void known(Set<String> keys) {
    known.addAll(keys);
  }

  /// Reports a field as wrong, or the whole mapping where no key is given; this mapping is unsound
  /// then.
  public void refuse(String key, String code, String message) {
    sound = false;
    report(key, code, message);
  }

  /// Reports a field as wrong for some and right for others; this mapping is doubted then.
  public void doubt(String key, String code, String message) {
    doubted = true;
    report(key, code, message);
  }

  /// Whether anything in here is doubted, short of what can be missing.
  public boolean doubted() {
    return doubted;
  }

  /// Reports a field as wrong that this mapping can be without.
  public void report(String key, String code, String message) {
    findings.error(mapping.lineOf(key), field(key), code, message);
  }

  public void warn(String key, String code, String message) {
    findings.warning(mapping.lineOf(key), field(key), code, message);
  }

  /// Warns of one entry of a mapping whose keys are the user's own.
  public void warnEntry(String key, String entry, String code, String message) {
    int line =
        mapping.get(key) instanceof Value.Mapping inner ? inner.lineOf(entry) : mapping.lineOf(key);
    findings.warning(line, Path.entry(field(key), entry), code, message);
  }

  /// Fields of the API that have no effect yet: said, so that nobody relies on them.
  public void notCarriedOut(String... keys) {
    for (String key : keys) {
      if (has(key)) {
        warn(key, "not-carried-out", "is not carried out by Limpet yet and has no effect");
      }
    }
  }

  /// At most one of these may be written, as the API server demands.
  public void oneOf(String... keys) {
    List<String> written = new ArrayList<>();
    for (String key : keys) {
      if (has(key)) {
        written.add(key);
      }
    }
    if (written.size() > 1) {
      refuse(
          written.get(1),
          "one-of",
          "cannot stand beside "
              + written.get(0)
              + ", and a cluster refuses the two; keep one of "
              + String.join(", ", keys));
    }
  }

  /// Reports the fields that nobody asked for.
  public void finish() {
    for (String key : mapping.fields().keySet()) {
      if (known.contains(key)) {
        continue;
      }
      String remedy =
          Suggestion.of(key, known)
              .map(meant -> "did you mean " + meant + "?")
              .orElse("correct its name or remove it");
      String message = "is not a field of " + (path.isEmpty() ? "this kind" : path) + "; " + remedy;
      sound &= !strict;
      report(key, "unknown-field", message);
    }
  }

  public String text(String key) {
    Value value = take(key);
    if (value == null) {
      return "";
    }
    return value instanceof Value.Text text ? text.value() : wrong(key, Expected.TEXT, value, "");
  }

  public String requiredText(String key) {
    String text = text(key);
    if (take(key) == null || (text.isEmpty() && sound)) {
      refuse(key, "missing-field", "is missing; write it");
    }
    return text;
  }

  /// A whole number within limits, or `otherwise`.
  public long whole(String key, long least, long most, long otherwise) {
    Value value = take(key);
    if (value == null) {
      return otherwise;
    }
    if (!(value instanceof Value.Whole whole)) {
      return wrong(key, Expected.WHOLE, value, otherwise);
    }
    if (whole.value() < least || whole.value() > most) {
      refuse(
          key,
          "out-of-range",
          whole.value() + " is out of range; write a number from " + least + " to " + most);
      return otherwise;
    }
    return whole.value();
  }

  public int number(String key, int least, int most, int otherwise) {
    return (int) whole(key, least, most, otherwise);
  }

  /// A count that is absent or not negative.
  public @Nullable Long optionalCount(String key) {
    return has(key) ? whole(key, 0, Integer.MAX_VALUE * 2L + 1, 0) : null;
  }

  /// A port's number, 0 where absent.
  public int port(String key) {
    return number(key, 1, 65535, 0);
  }

  public int requiredPort(String key) {
    if (!has(key)) {
      refuse(key, "missing-field", "is missing; write a number from 1 to 65535");
    }
    return port(key);
  }

  public boolean truth(String key) {
    return Boolean.TRUE.equals(optionalTruth(key));
  }

  public @Nullable Boolean optionalTruth(String key) {
    Value value = take(key);
    if (value == null) {
      return null;
    }
    return value instanceof Value.Truth truth
        ? truth.value()
        : wrong(key, Expected.TRUTH, value, Boolean.FALSE);
  }

  /// A number within limits that may have decimals, or null.
  public @Nullable Double fraction(String key, double least, double most) {
    Value value = take(key);
    if (value == null) {
      return null;
    }
    double number =
        switch (value) {
          case Value.Whole whole -> whole.value();
          case Value.Fraction fraction -> fraction.value();
          case Value.Mapping _, Value.Sequence _, Value.Text _, Value.Truth _, Value.Nothing _ ->
              wrong(key, Expected.NUMBER, value, least);
        };
    if (number >= least && number <= most) {
      return number;
    }
    refuse(key, "out-of-range", value(number) + " is out of range; write " + range(least, most));
    return null;
  }

  private static String range(double least, double most) {
    return most == Double.MAX_VALUE
        ? "a number not below " + value(least)
        : "a number from " + value(least) + " to " + value(most);
  }

  private static String value(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }

  /// A duration that is not negative, or null.
  public @Nullable Duration duration(String key) {
    String text = text(key);
    if (take(key) == null || !(take(key) instanceof Value.Text)) {
      return null;
    }
    Optional<Duration> duration = Durations.parse(text);
    if (duration.isPresent() && !duration.get().isNegative()) {
      return duration.get();
    }
    refuse(
        key,
        "bad-duration",
        "\"" + text + "\" is no duration; write a number and a unit, such as 3s, 250ms or 1h30m");
    return null;
  }

  /// A field that is left out where it is wrong, as `timeout`: `route.loose("timeout",
  /// route::duration)`.
  public <T> @Nullable T loose(String key, Single<T> single) {
    boolean before = sound;
    int mark = findings.count();
    sound = true;
    T value = single.read(key);
    if (!sound) {
      findings.conclude(mark, field(key) + " is left out");
    }
    T kept = sound ? value : null;
    sound = before;
    return kept;
  }

  /// One of some words.
  public <T> T word(String key, Map<String, T> words, T otherwise) {
    String text = text(key);
    if (text.isEmpty()) {
      return otherwise;
    }
    T value = words.get(text);
    if (value != null) {
      return value;
    }
    String hint =
        Suggestion.of(text, words.keySet())
            .map(meant -> "; did you mean " + meant + "?")
            .orElse("");
    refuse(
        key,
        "unknown-value",
        "\"" + text + "\" is none of " + String.join(", ", words.keySet()) + hint);
    return otherwise;
  }

  /// Constants by the words for them, in order.
  public static <E> Map<String, E> words(E[] constants, Function<E, String> word) {
    Map<String, E> words = new LinkedHashMap<>();
    for (E each : constants) {
      words.put(word.apply(each), each);
    }
    return Collections.unmodifiableMap(words);
  }

  public List<String> texts(String key) {
    List<String> texts = new ArrayList<>();
    List<Value> items = list(key);
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i) instanceof Value.Text text) {
        texts.add(text.value());
      } else {
        wrongAt(items.get(i), Path.item(field(key), i), Expected.TEXT);
      }
    }
    return texts;
  }

  /// A mapping of texts under keys of the user's own; every entry counts. Kubernetes takes null for
  /// an empty text.
  public Map<String, String> textMap(String key) {
    Map<String, String> texts = new LinkedHashMap<>();
    mapping(key)
        .fields()
        .forEach(
            (name, value) -> {
              if (value instanceof Value.Text text) {
                texts.put(name, text.value());
              } else if (value instanceof Value.Nothing) {
                texts.put(name, "");
              } else {
                wrongAt(value, Path.entry(field(key), name), Expected.TEXT);
              }
            });
    return texts;
  }

  /// A mapping of texts that can be without those of its entries that are wrong.
  public Map<String, String> looseTextMap(String key) {
    boolean before = sound;
    int mark = findings.count();
    Map<String, String> texts = textMap(key);
    findings.conclude(mark, "it is left out");
    sound = before;
    return texts;
  }

  /// The items of a list of mappings; those that are wrong are left out.
  public <T> List<T> items(String key, Reader<T> reader) {
    List<T> read = new ArrayList<>();
    List<Value> items = list(key);
    for (int i = 0; i < items.size(); i++) {
      int mark = findings.count();
      String place = Path.item(field(key), i);
      Inner<T> inner = inner(items.get(i), place, reader);
      if (inner.value() == null || inner.doubted()) {
        findings.conclude(mark, place + " is left out");
      }
      if (inner.value() != null) {
        read.add(inner.value());
      }
    }
    return read;
  }

  /// The items of a list of mappings, all of which must be right.
  public <T> List<T> allItems(String key, Reader<T> reader) {
    List<T> read = new ArrayList<>();
    List<Value> items = list(key);
    for (int i = 0; i < items.size(); i++) {
      T value = needed(inner(items.get(i), Path.item(field(key), i), reader));
      if (value != null) {
        read.add(value);
      }
    }
    return read;
  }

  /// Mappings under keys of the user's own, all of which must be right.
  public <T> Map<String, T> allEntries(String key, Reader<T> reader) {
    Map<String, T> read = new LinkedHashMap<>();
    for (Map.Entry<String, Value> entry : mapping(key).fields().entrySet()) {
      T value = needed(inner(entry.getValue(), Path.entry(field(key), entry.getKey()), reader));
      if (value != null) {
        read.put(entry.getKey(), value);
      }
    }
    return read;
  }

  /// A mapping that is left out, as null, where it is absent or wrong.
  public <T> @Nullable T block(String key, Reader<T> reader) {
    int mark = findings.count();
    Value value = take(key);
    T read = value == null ? null : inner(value, field(key), reader).value();
    if (read == null) {
      findings.conclude(mark, field(key) + " is left out");
    }
    return read;
  }

  /// A mapping that must be right where it is not absent.
  public <T> @Nullable T part(String key, Reader<T> reader) {
    Value value = take(key);
    return value == null ? null : needed(inner(value, field(key), reader));
  }

  /// A mapping that must be there and right.
  public <T> @Nullable T requiredPart(String key, Reader<T> reader) {
    if (!has(key)) {
      refuse(key, "missing-field", "is missing; write it");
    }
    return part(key, reader);
  }

  /// What was made of a mapping inside: nothing where it is unsound.
  private record Inner<T>(@Nullable T value, boolean sound, boolean doubted) {}

  /// This mapping is as sound as the one inside.
  private <T> @Nullable T needed(Inner<T> inner) {
    sound &= inner.sound();
    doubted |= inner.doubted();
    return inner.value();
  }

  private <T> Inner<T> inner(Value value, String place, Reader<T> reader) {
    if (!(value instanceof Value.Mapping inner)) {
      findings.error(value.line(), place, "wrong-type", Expected.MAPPING.insteadOf(value));
      return new Inner<>(null, false, false);
    }
    Fields fields = new Fields(inner, place, findings);
    T read = reader.read(fields);
    fields.finish();
    return new Inner<>(fields.sound ? read : null, fields.sound, fields.doubted);
  }

  private List<Value> list(String key) {
    Value value = take(key);
    if (value == null) {
      return List.of();
    }
    return value instanceof Value.Sequence sequence
        ? sequence.items()
        : wrong(key, Expected.LIST, value, List.of());
  }

  private Value.Mapping mapping(String key) {
    Value value = take(key);
    Value.Mapping none = Value.Mapping.of(Map.of());
    if (value == null) {
      return none;
    }
    return value instanceof Value.Mapping inner ? inner : wrong(key, Expected.MAPPING, value, none);
  }

  private <T> T wrong(String key, Expected expected, Value value, T otherwise) {
    refuse(key, "wrong-type", expected.insteadOf(value));
    return otherwise;
  }

  private void wrongAt(Value value, String place, Expected expected) {
    sound = false;
    findings.error(value.line(), place, "wrong-type", expected.insteadOf(value));
  }

  private String field(String key) {
    return key.isEmpty() ? path : Path.field(path, key);
  }
}
