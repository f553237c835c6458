package io.limpet.proxy.plan.reading.match;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.limpet.proxy.plan.match.RouteMatcher.CookieTest;
import io.limpet.proxy.plan.reading.fields.HeadText;
import io.limpet.proxy.plan.reading.fields.Place;
import java.util.List;

/// Envoy's message `config.route.v3.CookieMatcher`, `{string name = 1; StringMatcher string_match =
/// 2; bool invert_match = 3}`, which is newer than the classes of its API here.
final class CookieMatcher {
  private static final int NAME = 1;
  private static final int STRING_MATCH = 2;
  private static final int INVERT_MATCH = 3;

  private CookieMatcher() {}

  static CookieTest read(ByteString message, Place place) {
    try {
      UnknownFieldSet fields = UnknownFieldSet.parseFrom(message);
      List<ByteString> matchers = fields.getField(STRING_MATCH).getLengthDelimitedList();
      String name = text(fields.getField(NAME));
      if (name.isEmpty() || matchers.isEmpty()) {
        throw place.refused("must have name and string_match");
      }
      StringMatcher matcher = StringMatcher.parseFrom(matchers.getLast());
      List<Long> invert = fields.getField(INVERT_MATCH).getVarintList();
      return new CookieTest(
          HeadText.bytes(name),
          TextTestReader.read(matcher, place.at("string_match")),
          !invert.isEmpty() && invert.getLast() != 0);
    } catch (InvalidProtocolBufferException e) {
      throw place.refused("cannot be read: " + e.getMessage());
    }
  }

  private static String text(Field field) {
    List<ByteString> values = field.getLengthDelimitedList();
    return values.isEmpty() ? "" : values.getLast().toStringUtf8();
  }
}
