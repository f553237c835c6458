package io.limpet.model.gatewayapi;

import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.fields.Fields;
import io.limpet.model.gatewayapi.BackendTrafficPolicy.RetryConstraint;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Reads an XBackendTrafficPolicy.
public final class BackendTrafficPolicyReader {
  private static final int USUAL_PERCENT = 20;
  private static final int USUAL_INTERVAL_SECONDS = 10;

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
    RetryConstraint budget =
        constraint.part(
            "budget",
            each -> {
              Duration interval = Texts.duration(each, "interval");
              return new RetryConstraint(
                  each.number("percent", 0, 100, USUAL_PERCENT),
                  interval == null ? Duration.ofSeconds(USUAL_INTERVAL_SECONDS) : interval,
                  null);
            });
    Integer minimum =
        constraint.part(
            "minRetryRate",
            each -> {
              each.notCarriedOut("interval");
              return each.number("count", 1, 1_000_000, 10);
            });
    return new RetryConstraint(
        budget == null ? null : budget.percent(),
        budget == null ? null : budget.interval(),
        minimum);
  }
}
