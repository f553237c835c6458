package io.limpet.proxy.plan.reading.fields;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.config.core.v3.RuntimeFractionalPercent;
import io.envoyproxy.envoy.type.v3.FractionalPercent;
import io.limpet.proxy.plan.match.Fraction;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What Envoy's runtime makes of the layers in a configuration.
final class RuntimeValuesTest {
  private final RuntimeValues values =
      RuntimeValues.of(
          List.of(
              struct("{a: 1, b.c: 2, f: {numerator: 5}}"),
              struct(
                  "{a: 30, b: {d: 4}, t: '7', o: x, h: 200, m: {numerator: 9, denominator:"
                      + " MILLION}}")));

  @ParameterizedTest
  @CsvSource({
    "a, 30, 100",
    "b.c, 2, 100",
    "b.d, 4, 100",
    "t, 7, 100",
    "h, 100, 100",
    "f, 5, 100",
    "m, 9, 1000000",
    "o, 1, 10000",
    "none, 1, 10000",
  })
  void aKeySaysAFraction(String key, int numerator, int denominator) {
    RuntimeFractionalPercent percent =
        RuntimeFractionalPercent.newBuilder()
            .setRuntimeKey(key)
            .setDefaultValue(
                FractionalPercent.newBuilder()
                    .setNumerator(1)
                    .setDenominator(FractionalPercent.DenominatorType.TEN_THOUSAND))
            .build();
    assertThat(values.fraction(percent)).isEqualTo(new Fraction(numerator, denominator));
  }

  @Test
  void aKeySaysANumber() {
    assertThat(values.integer("a", 3)).isEqualTo(30);
    assertThat(values.integer("o", 3)).isEqualTo(3);
    assertThat(RuntimeValues.NONE.integer("a", 3)).isEqualTo(3);
  }

  @Test
  void aFractionIsHeldAgainstTheWholeNumberWithoutItsSign() {
    Fraction tenth = new Fraction(10, 100);
    assertThat(tenth.has(9)).isTrue();
    assertThat(tenth.has(110)).isFalse();
    assertThat(tenth.has(-1)).isFalse(); // 18446744073709551615
    assertThat(tenth.has(-16)).isTrue(); // …600
    assertThat(new Fraction(101, 100).has(99)).isTrue();
    assertThat(new Fraction(0, 100).has(0)).isFalse();
  }

  private static Struct struct(String json) {
    Struct.Builder struct = Struct.newBuilder();
    try {
      JsonFormat.parser().merge(json, struct);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(json, e);
    }
    return struct.build();
  }
}
