package io.limpet.proxy.plan.filter;

import io.limpet.proxy.plan.match.Fraction;
import io.limpet.proxy.plan.match.TextTest;
import java.util.List;

/// The `cors` filter: which other origins a browser may let call this one. Empty texts, no origins
/// and [Said#NOTHING] are what a policy leaves to the levels above it.
///
/// `enabled` and `shadow` are drawn for each request; with `shadow` alone, origins are only
/// counted.
public record CorsPlan(
    Origins origins, Texts texts, Switches switches, Fraction enabled, Fraction shadow)
    implements FilterPlan {

  /// The values of the headers of answers.
  public record Texts(
      String allowMethods, String allowHeaders, String exposeHeaders, String maxAge) {
    private Texts over(Texts general) {
      return new Texts(
          either(allowMethods, general.allowMethods),
          either(allowHeaders, general.allowHeaders),
          either(exposeHeaders, general.exposeHeaders),
          either(maxAge, general.maxAge));
    }

    private static String either(String specific, String general) {
      return specific.isEmpty() ? general : specific;
    }
  }

  /// `forwardOthers`: a preflight of an origin that is not allowed goes to the endpoint.
  public record Switches(Said allowCredentials, Said allowPrivateNetwork, Said forwardOthers) {
    private Switches over(Switches general) {
      return new Switches(
          allowCredentials.or(general.allowCredentials),
          allowPrivateNetwork.or(general.allowPrivateNetwork),
          forwardOthers.or(general.forwardOthers));
    }
  }

  /// What is said of a switch.
  public enum Said {
    NOTHING,
    YES,
    NO;

    private Said or(Said general) {
      return this == NOTHING ? general : this;
    }
  }

  /// Origins that are allowed. A matcher that takes `*` takes all.
  public static final class Origins {
    private final List<TextTest> tests;
    private final boolean all;

    public Origins(List<TextTest> tests) {
      this.tests = List.copyOf(tests);
      this.all = tests.stream().anyMatch(test -> test.test("*"));
    }

    private Origins over(Origins general) {
      return tests.isEmpty() ? general : this;
    }

    public boolean has(String origin) {
      if (all) {
        return true;
      }
      for (int i = 0; i < tests.size(); i++) {
        if (tests.get(i).test(origin)) {
          return true;
        }
      }
      return false;
    }
  }

  /// This policy, with what it does not say taken from one that is less specific.
  public CorsPlan over(CorsPlan general) {
    return new CorsPlan(
        origins.over(general.origins),
        texts.over(general.texts),
        switches.over(general.switches),
        enabled,
        shadow);
  }
}
