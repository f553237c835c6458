package io.limpet.mesh;

import io.limpet.session.TokenCarrier;

/// How a service asks its callers to be kept on one endpoint.
public sealed interface SessionPolicy {
  /// Any endpoint will do.
  record None() implements SessionPolicy {}

  /// Soft: a hash picks the endpoint, so a change of endpoints moves some callers.
  record Hashed(HashKey key, HashTable table) implements SessionPolicy {}

  /// Strong: a token names the endpoint and holds for as long as that endpoint may serve.
  record Pinned(TokenCarrier carrier) implements SessionPolicy {}
}
