package io.limpet.proxy.plan;

import java.util.List;

/// How a cluster's pools are made of its endpoints and their health at that moment. Takes time; not
/// for event loops.
public interface PoolsRecipe {
  Pools make(List<Endpoint> endpoints);
}
