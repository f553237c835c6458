package io.limpet.proxy.plan.reading.fields;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.RuntimeDouble;
import io.envoyproxy.envoy.config.core.v3.RuntimeFeatureFlag;
import io.envoyproxy.envoy.config.core.v3.RuntimeFractionalPercent;
import io.envoyproxy.envoy.type.v3.FractionalPercent;
import io.limpet.proxy.plan.match.Fraction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Values that other configuration asks for by a key (Envoy: `layered_runtime`,
/// source/common/runtime/runtime_impl.cc). Only layers that are written in the configuration are
/// known, so that every value is known when a plan is built.
public final class RuntimeValues {
  public static final RuntimeValues NONE = new RuntimeValues(Map.of());

  private static final int MAX_PERCENT = 100;

  private final Map<String, Value> values;

  private RuntimeValues(Map<String, Value> values) {
    this.values = Map.copyOf(values);
  }

  /// The values of all layers; a later layer's come before those of the others.
  public static RuntimeValues of(List<Struct> layers) {
    Map<String, Value> values = new HashMap<>();
    layers.forEach(layer -> flatten("", layer, values));
    return values.isEmpty() ? NONE : new RuntimeValues(values);
  }

  /// Keys of nested structures are joined by dots; a fraction is a value.
  private static void flatten(String prefix, Struct struct, Map<String, Value> into) {
    struct
        .getFieldsMap()
        .forEach(
            (key, value) -> {
              String name = prefix + key;
              if (value.hasStructValue() && !isFraction(value.getStructValue())) {
                flatten(name + ".", value.getStructValue(), into);
              } else {
                into.put(name, value);
              }
            });
  }

  private static boolean isFraction(Struct struct) {
    return struct.containsFields("numerator") || struct.containsFields("denominator");
  }

  /// What the key says, or the default. A whole number is a percentage.
  public Fraction fraction(RuntimeFractionalPercent percent) {
    @Nullable Value value = values.get(percent.getRuntimeKey());
    if (value != null && value.hasStructValue()) {
      return fraction(value.getStructValue());
    }
    long number = number(value);
    return number < 0
        ? fraction(percent.getDefaultValue())
        : new Fraction((int) Math.min(number, MAX_PERCENT), MAX_PERCENT);
  }

  private static Fraction fraction(Struct struct) {
    int denominator =
        switch (struct
            .getFieldsOrDefault("denominator", Value.getDefaultInstance())
            .getStringValue()) {
          case "TEN_THOUSAND" -> 10_000;
          case "MILLION" -> 1_000_000;
          case String _ -> MAX_PERCENT;
        };
    Value numerator = struct.getFieldsOrDefault("numerator", Value.getDefaultInstance());
    return new Fraction((int) numerator.getNumberValue(), denominator);
  }

  /// A fraction that no key can change.
  static Fraction fraction(FractionalPercent percent) {
    int denominator =
        switch (percent.getDenominator()) {
          case HUNDRED, UNRECOGNIZED -> MAX_PERCENT;
          case TEN_THOUSAND -> 10_000;
          case MILLION -> 1_000_000;
        };
    return new Fraction(percent.getNumerator(), denominator);
  }

  /// The whole number that the key says, or the other one.
  public long integer(String key, long otherwise) {
    long number = number(values.get(key));
    return number < 0 ? otherwise : number;
  }

  /// What the key says, or the default; texts that say so are taken for it.
  public boolean flag(RuntimeFeatureFlag flag) {
    Value value = values.getOrDefault(flag.getRuntimeKey(), Value.getDefaultInstance());
    return switch (value.getKindCase()) {
      case BOOL_VALUE -> value.getBoolValue();
      case STRING_VALUE -> value.getStringValue().equals("true");
      case NUMBER_VALUE -> value.getNumberValue() != 0;
      case NULL_VALUE, STRUCT_VALUE, LIST_VALUE, KIND_NOT_SET -> flag.getDefaultValue().getValue();
    };
  }

  /// The number that the key says, or the default; as Envoy, texts that look like one are.
  public double number(RuntimeDouble message) {
    Value value = values.getOrDefault(message.getRuntimeKey(), Value.getDefaultInstance());
    if (value.hasNumberValue()) {
      return value.getNumberValue();
    }
    try {
      return Double.parseDouble(value.getStringValue());
    } catch (NumberFormatException e) {
      return message.getDefaultValue();
    }
  }

  /// Below 0 if it is no whole number; as Envoy, texts that look like one are.
  private static long number(@Nullable Value value) {
    if (value == null) {
      return -1;
    }
    double number =
        value.hasNumberValue() ? value.getNumberValue() : parsed(value.getStringValue());
    return number >= 0 && number == Math.rint(number) ? (long) number : -1;
  }

  private static double parsed(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
