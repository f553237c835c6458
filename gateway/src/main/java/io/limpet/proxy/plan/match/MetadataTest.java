package io.limpet.proxy.plan.match;

import io.limpet.jwt.Json;
import io.limpet.proxy.head.Metadata;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whether what filters found out of a request is as wanted (Envoy: common/matchers.cc,
/// `MetadataMatcher`).
public record MetadataTest(String filter, List<String> path, Wanted wanted, boolean invert) {
  public MetadataTest {
    path = List.copyOf(path);
  }

  public boolean test(Metadata metadata) {
    return wanted.test(metadata.find(filter, path)) != invert;
  }

  /// What is wanted of a value, which is null where there is none.
  public sealed interface Wanted {
    boolean test(@Nullable Json value);
  }

  public record OfText(TextTest test) implements Wanted {
    @Override
    public boolean test(@Nullable Json value) {
      return value instanceof Json.Text(String text) && test.test(text);
    }
  }

  public record OfTruth(boolean truth) implements Wanted {
    @Override
    public boolean test(@Nullable Json value) {
      return value instanceof Json.Truth(boolean is) && is == truth;
    }
  }

  public record OfNull() implements Wanted {
    @Override
    public boolean test(@Nullable Json value) {
      return value instanceof Json.Null;
    }
  }

  public record OfPresence(boolean present) implements Wanted {
    @Override
    public boolean test(@Nullable Json value) {
      return present && value != null;
    }
  }

  /// From `start` up to, not including, `end`; a single number where both are the same.
  public record OfNumber(double start, double end) implements Wanted {
    @Override
    public boolean test(@Nullable Json value) {
      return value instanceof Json.Numeral(double number)
          && (number == start || (number > start && number < end));
    }
  }

  public record InList(Wanted one) implements Wanted {
    @Override
    public boolean test(@Nullable Json value) {
      if (!(value instanceof Json.Items(List<Json> items))) {
        return false;
      }
      for (int i = 0; i < items.size(); i++) {
        if (one.test(items.get(i))) {
          return true;
        }
      }
      return false;
    }
  }

  public record OneOf(List<Wanted> some) implements Wanted {
    public OneOf {
      some = List.copyOf(some);
    }

    @Override
    public boolean test(@Nullable Json value) {
      for (int i = 0; i < some.size(); i++) {
        if (some.get(i).test(value)) {
          return true;
        }
      }
      return false;
    }
  }
}
