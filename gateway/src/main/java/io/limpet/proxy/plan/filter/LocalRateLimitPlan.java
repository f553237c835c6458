package io.limpet.proxy.plan.filter;

import io.limpet.proxy.plan.filter.HeaderEdits.HeaderEdit;
import io.limpet.proxy.plan.match.Fraction;

/// The `local_ratelimit` filter: so many requests a time, and the others are answered here.
///
/// `perConnection`: each client's connection has a bucket of its own. `limitHeaders`: answers say
/// how many there are. `responseAdd` is for answers given here, `requestAdd` for requests that go
/// on although there was no token.
public record LocalRateLimitPlan(
    String statPrefix,
    TokenBucket bucket,
    boolean perConnection,
    Fraction enabled,
    Fraction enforced,
    Answer answer,
    HeaderEdit requestAdd)
    implements FilterPlan {

  /// `exhausted`: gRPC clients read RESOURCE_EXHAUSTED in place of UNAVAILABLE.
  public record Answer(
      int status, boolean exhausted, boolean limitHeaders, HeaderEdit responseAdd) {}
}
