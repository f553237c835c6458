package io.limpet.model.gatewayapi;

import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.fields.Fields;
import io.limpet.model.gatewayapi.BackendTrafficPolicy.RetryConstraint;
import org.jspecify.annotations.Nullable;

/// Reads an XBackendTrafficPolicy.
public final class BackendTrafficPolicyReader {
  private static final int USUAL_PERCENT = 20;

  private BackendTrafficPolicyReader() {}

  public static @Nullable BackendTrafficPolicy read(
      Fields document, Metadata metadata, Origin origin) {
    return document.requiredPart("spec", spec -> spec(spec, metadata, origin));
  }

  private static BackendTrafficPolicy spec(Fields spec, Metadata metadata, Origin origin) {
    if (!spec.has("targetRefs")) {
      spec.refuse("targetRefs", "missing-field", "is missing; name the Services");
    }
    return new BackendTrafficPolicy(
        metadata,
        origin,
        spec.items("targetRefs", References::service),
        spec.block("retryConstraint", BackendTrafficPolicyReader::retryConstraint),
        spec.block("sessionPersistence", SessionPersistenceReader::read));
  }

  /// What is not written of the budget, an API server fills in.
  private static RetryConstraint retryConstraint(Fields constraint) {
    Integer percent = constraint.part("budget", BackendTrafficPolicyReader::percent);
    Integer minimum =
        constraint.part(
            "minRetryRate",
            each -> {
              each.notCarriedOut("interval");
              return each.number("count", 1, 1_000_000, 10);
            });
    return new RetryConstraint(percent, minimum);
  }

  private static int percent(Fields budget) {
    if (Texts.duration(budget, "interval") != null) {
      budget.warn(
          "interval",
          "not-carried-out",
          "is not carried out by Limpet yet; the budget is of the requests that are under way");
    }
    return budget.number("percent", 0, 100, USUAL_PERCENT);
  }
}
