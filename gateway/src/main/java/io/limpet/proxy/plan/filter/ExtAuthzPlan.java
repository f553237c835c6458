package io.limpet.proxy.plan.filter;

import io.limpet.proxy.head.RequestHead;
import io.limpet.proxy.plan.match.MetadataTest;
import org.jspecify.annotations.Nullable;

/// The `ext_authz` filter, as far as nobody is asked: requests that it would ask about are refused
/// with `status`, as if the authorizer failed. `enabled` says which; null for all.
public record ExtAuthzPlan(@Nullable MetadataTest enabled, int status) implements FilterPlan {
  /// Whether somebody would have to be asked.
  public boolean asks(RequestHead head) {
    return enabled == null || enabled.test(head.metadata());
  }
}
