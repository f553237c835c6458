package io.limpet.model.fields;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionSizeTest {
  /// The sizes are those of which Envoy 1.40 told where its runtime allowed none.
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      quoteCharacter = '`',
      value = {
        "5 /",
        "6 .*",
        "7 [^/]+",
        "15 /abc/.*/[^/]+",
        "32 /api/v[0-9]+/users/[^/]+/orders/.*",
        "28 ^(.*?;)?(user=dev-123)(;.*)?$",
        "43 a{1,20}",
        "63 [^/]{1,20}",
        "63 .{1,20}",
        "44 .{20}",
        "18 \\w+@\\w+\\.\\w+",
        "12 \\p{L}+",
        "34 [\\p{L}\\p{N}]{3}",
        "73 (\\p{L}{3}){3}",
        "13 日本語",
        "19 [а-яё]{5}",
        "11 (a*)*",
        "17 \\S+\\s\\S+",
        "34 (foo){0,5}",
        "72 [0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}",
        "37 .*\\.(jpg|jpeg|png|gif|css|js|ico|svg|woff2?)",
        "12 \\Q/a.b/c\\E.*",
        "263 (?:(?:(?:(?:\\pN){5}){1,3})+){0,4}",
        "35 (?:(?:(?:[^\\w])){2}){3,}",
        "9 [[:punct:]]x?",
      })
  void isNeverLessThanWhatEnvoyCounts(int envoys, String expression) {
    assertThat(ExpressionSize.most(expression)).isBetween(envoys, 3 * envoys + 10);
  }

  @Test
  void whatIsNoExpressionHasNoSize() {
    assertThat(ExpressionSize.most("(")).isZero();
  }

  @Test
  void aBraceThatRepeatsNothingIsItself() {
    assertThat(ExpressionSize.most("\\w{x}")).isLessThan(30);
  }
}
