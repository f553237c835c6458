package io.limpet.proxy.plan.reading.match;

import io.envoyproxy.envoy.type.matcher.v3.MetadataMatcher;
import io.envoyproxy.envoy.type.matcher.v3.ValueMatcher;
import io.limpet.proxy.plan.match.MetadataTest;
import io.limpet.proxy.plan.match.MetadataTest.Wanted;
import io.limpet.proxy.plan.reading.fields.HeadText;
import io.limpet.proxy.plan.reading.fields.Place;
import java.util.ArrayList;
import java.util.List;

/// What is asked of metadata (type/matcher/v3/metadata.proto and value.proto).
public final class MetadataTestReader {
  private MetadataTestReader() {}

  public static MetadataTest read(MetadataMatcher message, Place place) {
    List<String> path = new ArrayList<>();
    for (int i = 0; i < message.getPathCount(); i++) {
      path.add(HeadText.bytes(message.getPath(i).getKey()));
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
          new MetadataTest.OfText(
              TextTestReader.read(message.getStringMatch(), place.at("string_match")));
      case BOOL_MATCH -> new MetadataTest.OfTruth(message.getBoolMatch());
      case NULL_MATCH -> new MetadataTest.OfNull();
      case PRESENT_MATCH -> new MetadataTest.OfPresence(message.getPresentMatch());
      case DOUBLE_MATCH ->
          message.getDoubleMatch().hasRange()
              ? new MetadataTest.OfNumber(
                  message.getDoubleMatch().getRange().getStart(),
                  message.getDoubleMatch().getRange().getEnd())
              : new MetadataTest.OfNumber(
                  message.getDoubleMatch().getExact(), message.getDoubleMatch().getExact());
      case LIST_MATCH ->
          new MetadataTest.InList(
              wanted(message.getListMatch().getOneOf(), place.at("list_match.one_of")));
      case OR_MATCH -> {
        List<Wanted> some = new ArrayList<>();
        for (int i = 0; i < message.getOrMatch().getValueMatchersCount(); i++) {
          some.add(
              wanted(
                  message.getOrMatch().getValueMatchers(i),
                  place.at("or_match.value_matchers", i)));
        }
        yield new MetadataTest.OneOf(some);
      }
      case MATCHPATTERN_NOT_SET -> throw place.refused("has no pattern");
    };
  }
}
