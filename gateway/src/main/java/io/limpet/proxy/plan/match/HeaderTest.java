package io.limpet.proxy.plan.match;

import io.limpet.proxy.head.Headers;
import io.limpet.proxy.head.RequestHead;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whether a request has a header as a matcher wants it (Envoy: header_utility.cc, `matchHeaders`).
///
/// Each line of a header is tried for itself, as Envoy 1.40 does; older ones joined them with
/// commas. A header that is missing does not match, not even inverted, unless it counts as empty.
public record HeaderTest(String name, Wanted wanted, boolean invert, boolean missingIsEmpty) {
  /// What is wanted of the header.
  public sealed interface Wanted {}

  public record Present(boolean present) implements Wanted {}

  public record Value(TextTest test) implements Wanted {}

  public boolean test(RequestHead head) {
    return test(RequestHeaders.first(head, name), head);
  }

  /// The same for an answer.
  boolean test(Headers answer) {
    return test(answer.header(name), answer);
  }

  private boolean test(@Nullable String first, Headers head) {
    if (first == null && !missingIsEmpty) {
      return wanted instanceof Present(boolean present) && present == invert;
    }
    boolean matches =
        switch (wanted) {
          case Present(boolean present) -> present;
          case Value(TextTest test) -> test.test(first == null ? "" : first) || rest(head, test);
        };
    return matches != invert;
  }

  private boolean rest(Headers head, TextTest test) {
    List<String> values = head.headers(name);
    for (int i = 1; i < values.size(); i++) {
      if (test.test(values.get(i))) {
        return true;
      }
    }
    return false;
  }
}
