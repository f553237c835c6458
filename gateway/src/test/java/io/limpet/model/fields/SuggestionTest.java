package io.limpet.model.fields;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SuggestionTest {
  private static final List<String> KNOWN =
      List.of("route", "redirect", "headers", "timeout", "httpCookie", "httpHeaderName");

  @ParameterizedTest
  @CsvSource({
    "rout, route",
    "rotue, route",
    "Route, route",
    "httpCookei, httpCookie",
    "header, headers",
    "time, ''",
    "zzz, ''",
    "x, ''",
  })
  void onlyANearWordIsSuggested(String word, String meant) {
    assertThat(Suggestion.of(word, KNOWN).orElse("")).isEqualTo(meant);
  }
}
