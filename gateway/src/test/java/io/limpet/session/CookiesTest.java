package io.limpet.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What Envoy 1.40 was seen to read and write.
final class CookiesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "sess=abc | abc",
        "a=1; sess=abc | abc",
        "a=1;sess=abc;b=2 | abc",
        "a=1;   sess=abc | abc",
        "sess=\"abc\" | abc",
        "sess=\"abc | '\"abc'",
        "sess=\" | '\"'",
        "sess=\"\" | ''",
        "sess=; sess=abc | ''",
        "sess=1; sess=2 | 1",
        "Sess=abc | none",
        "sess =abc | none",
        "xsess=abc | none",
        "sess | none",
        "sess; sess=abc | abc",
        "sess=a=b | a=b",
        "'' | none",
        ";;; | none",
        "a=sess=b | none",
      })
  void aCookieIsFoundByItsExactName(String header, String expected) {
    assertThat(Cookies.find(header, "sess")).isEqualTo(expected);
  }

  @Test
  void aCookieIsWrittenInEnvoysOrder() {
    assertThat(Cookies.set("sess", "v", "/", 0, List.of()))
        .isEqualTo("sess=\"v\"; Path=/; HttpOnly");
    assertThat(Cookies.set("tsess", "v", "/ttl", 120, List.of()))
        .isEqualTo("tsess=\"v\"; Max-Age=120; Path=/ttl; HttpOnly");
    List<String> attributes = List.of("SameSite=Strict", "Secure", "Domain=x.com", "HttpOnly");
    assertThat(Cookies.set("asess", "v", "/attr", 60, attributes))
        .isEqualTo(
            "asess=\"v\"; Max-Age=60; Path=/attr; SameSite=Strict; Secure; Domain=x.com;"
                + " HttpOnly; HttpOnly");
    assertThat(Cookies.set("n", "v", "", 0, List.of())).isEqualTo("n=\"v\"; HttpOnly");
  }

  @ParameterizedTest
  @CsvSource({
    "'', /anything, true",
    "/, /anything, true",
    "/foo/, /foo/bar, true",
    "/foo/, /foo, false",
    "/foo/, /foo?x, false",
    "/foo, /foo, true",
    "/foo, /foo/, true",
    "/foo, /foo?x, true",
    "/foo, /foo#b, true",
    "/foo, /foobar, false",
    "/foo, /fo, false",
  })
  void aCookiesPathSaysWhichRequestsTakePart(String path, String request, boolean expected) {
    TokenCarrier.Cookie cookie = new TokenCarrier.Cookie("sess", path, 0, List.of());
    assertThat(cookie.appliesTo(request)).isEqualTo(expected);
  }
}
