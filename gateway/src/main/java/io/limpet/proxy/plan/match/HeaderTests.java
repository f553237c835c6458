package io.limpet.proxy.plan.match;

import io.limpet.proxy.head.Headers;
import io.limpet.proxy.head.RequestHead;
import java.util.ArrayList;
import java.util.List;

/// Matchers of headers of which one is enough.
public final class HeaderTests {
  public static final HeaderTests NONE = new HeaderTests(List.of());

  private final List<HeaderTest> tests;

  public HeaderTests(List<HeaderTest> tests) {
    this.tests = List.copyOf(tests);
  }

  public boolean isEmpty() {
    return tests.isEmpty();
  }

  /// Whether one of them matches the request.
  public boolean any(RequestHead head) {
    for (int i = 0; i < tests.size(); i++) {
      if (tests.get(i).test(head)) {
        return true;
      }
    }
    return false;
  }

  /// Whether one of them matches an answer.
  public boolean any(Headers answer) {
    for (int i = 0; i < tests.size(); i++) {
      if (tests.get(i).test(answer)) {
        return true;
      }
    }
    return false;
  }

  /// The same and others that want no more than that a header is there.
  public HeaderTests orPresent(List<String> names) {
    List<HeaderTest> more = new ArrayList<>(tests);
    for (String name : names) {
      more.add(new HeaderTest(name, new HeaderTest.Present(true), false, false));
    }
    return new HeaderTests(more);
  }
}
