package io.limpet.proxy.plan.match;

import io.limpet.proxy.head.RequestHead;
import io.limpet.session.Cookies;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All that a route wants of a request.
public record RouteMatcher(
    PathTest path,
    List<HeaderTest> headers,
    List<ParameterTest> parameters,
    List<CookieTest> cookies,
    List<MetadataTest> metadata,
    CertificateTest certificate,
    Fraction fraction) {
  public RouteMatcher {
    headers = List.copyOf(headers);
    parameters = List.copyOf(parameters);
    cookies = List.copyOf(cookies);
    metadata = List.copyOf(metadata);
  }

  /// Every request.
  public static final RouteMatcher ALL =
      new RouteMatcher(
          new PathTest.Prefix("/", false),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          CertificateTest.ALL,
          Fraction.ALL);

  /// A query parameter that is there, or is not, and passes the test.
  public record ParameterTest(String name, boolean present, @Nullable TextTest test) {
    boolean test(String path) {
      @Nullable String value = QueryString.first(path, name);
      if (value == null || !present) {
        return (value == null) != present;
      }
      return test == null || test.test(value);
    }
  }

  /// A cookie, the first of its name, that passes the test; or, inverted, that does not or is not
  /// there.
  public record CookieTest(String name, TextTest test, boolean invert) {
    boolean test(RequestHead head) {
      @Nullable String value = Cookies.find(head.headers("cookie"), name);
      return (value != null && test.test(value)) != invert;
    }
  }

  public boolean matches(RequestHead head, int pathEnd, long chance) {
    if (head.path().isEmpty() != path instanceof PathTest.None
        || !path.test(head.path(), pathEnd)
        || !fraction.has(chance)) {
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
    for (int i = 0; i < cookies.size(); i++) {
      if (!cookies.get(i).test(head)) {
        return false;
      }
    }
    for (int i = 0; i < metadata.size(); i++) {
      if (!metadata.get(i).test(head.metadata())) {
        return false;
      }
    }
    return certificate.test(head.tls());
  }
}
