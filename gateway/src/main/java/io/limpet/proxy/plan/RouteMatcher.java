package io.limpet.proxy.plan;

import io.limpet.proxy.head.RequestHead;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All that a route wants of a request.
record RouteMatcher(
    PathTest path, List<HeaderTest> headers, List<ParameterTest> parameters, Fraction fraction) {
  RouteMatcher {
    headers = List.copyOf(headers);
    parameters = List.copyOf(parameters);
  }

  /// A query parameter that is there and passes the test.
  record ParameterTest(String name, @Nullable TextTest test) {
    boolean test(String path) {
      @Nullable String value = QueryString.first(path, name);
      return value != null && (test == null || test.test(value));
    }
  }

  boolean matches(RequestHead head, int pathEnd, long chance) {
    if (!path.test(head.path(), pathEnd) || !fraction.has(chance)) {
      return false;
    }
    for (int i = 0; i < headers.size(); i++) {
      if (!headers.get(i).test(head)) {
        return false;
      }
    }
    for (int i = 0; i < parameters.size(); i++) {
      if (!parameters.get(i).test(head.path())) {
        return false;
      }
    }
    return true;
  }
}
