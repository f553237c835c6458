package io.limpet.proxy.plan;

import io.envoyproxy.envoy.type.matcher.v3.MetadataMatcher;
import io.envoyproxy.envoy.type.matcher.v3.ValueMatcher;
import io.limpet.jwt.Json;
import io.limpet.proxy.head.Metadata;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whether what filters found out of a request is as wanted (Envoy: common/matchers.cc,
/// `MetadataMatcher`).
record MetadataTest(String filter, List<String> path, Wanted wanted, boolean invert) {
  MetadataTest {
    path = List.copyOf(path);
  }

  boolean test(Metadata metadata) {
    return wanted.test(metadata.find(filter, path)) != invert;
  }

  /// What is wanted of a value, which is null where there is none.
  sealed interface Wanted {
    boolean test(@Nullable Json value);
  }

  record OfText(TextTest test) implements Wanted {
    @Override
    public boolean test(@Nullable Json value) {
      return value instanceof Json.Text(String text) && test.test(text);
    }
  }

  record OfTruth(boolean truth) implements Wanted {
    @Override
    public boolean test(@Nullable Json value) {
      return value instanceof Json.Truth(boolean is) && is == truth;
    }
  }

  record OfNull() implements Wanted {
    @Override
    public boolean test(@Nullable Json value) {
      return value instanceof Json.Null;
    }
  }

  record OfPresence(boolean present) implements Wanted {
    @Override
    public boolean test(@Nullable Json value) {
      return present && value != null;
    }
  }

  /// From `start` up to, not including, `end`; a single number where both are the same.
  record OfNumber(double start, double end) implements Wanted {
    @Override
    public boolean test(@Nullable Json value) {
      return value instanceof Json.Numeral(double number)
          && (number == start || (number > start && number < end));
    }
  }

  record InList(Wanted one) implements Wanted {
    @Override
    public boolean test(@Nullable Json value) {
      if (!(value instanceof Json.Items(List<Json> items))) {
        return false;
      }
      for (int i = 0; i < items.size(); i++) {
        if (one.test(items.get(i))) {
          return true;
        }
      }
      return false;
    }
  }

  record OneOf(List<Wanted> some) implements Wanted {
    OneOf {
      some = List.copyOf(some);
    }

    @Override
    public boolean test(@Nullable Json value) {
      for (int i = 0; i < some.size(); i++) {
        if (some.get(i).test(value)) {
          return true;
        }
      }
      return false;
    }
  }

  static MetadataTest read(MetadataMatcher message, Place place) {
    List<String> path = new ArrayList<>();
    for (int i = 0; i < message.getPathCount(); i++) {
      path.add(FormatReader.bytes(message.getPath(i).getKey()));
    }
    if (message.getFilter().isEmpty() || path.isEmpty()) {
      throw place.refused("needs a filter and a path");
    }
    return new MetadataTest(
        message.getFilter(),
        path,
        wanted(message.getValue(), place.at("value")),
        message.getInvert());
  }

  private static Wanted wanted(ValueMatcher message, Place place) {
    return switch (message.getMatchPatternCase()) {
      case STRING_MATCH ->
          new OfText(TextTest.of(message.getStringMatch(), place.at("string_match")));
      case BOOL_MATCH -> new OfTruth(message.getBoolMatch());
      case NULL_MATCH -> new OfNull();
      case PRESENT_MATCH -> new OfPresence(message.getPresentMatch());
      case DOUBLE_MATCH ->
          message.getDoubleMatch().hasRange()
              ? new OfNumber(
                  message.getDoubleMatch().getRange().getStart(),
                  message.getDoubleMatch().getRange().getEnd())
              : new OfNumber(
                  message.getDoubleMatch().getExact(), message.getDoubleMatch().getExact());
      case LIST_MATCH ->
          new InList(wanted(message.getListMatch().getOneOf(), place.at("list_match.one_of")));
      case OR_MATCH -> {
        List<Wanted> some = new ArrayList<>();
        for (int i = 0; i < message.getOrMatch().getValueMatchersCount(); i++) {
          some.add(
              wanted(
                  message.getOrMatch().getValueMatchers(i),
                  place.at("or_match.value_matchers", i)));
        }
        yield new OneOf(some);
      }
      case MATCHPATTERN_NOT_SET -> throw place.refused("has no pattern");
    };
  }
}
